export type Search = { text: string, lang: string, typing: boolean, limit: number, };
