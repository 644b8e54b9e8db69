export type ArticleTitle = { id: string, lang: string, title: string, version: number, updated: string | null, };
