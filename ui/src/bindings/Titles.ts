export type Titles = { ids: Array<string>, lang: string, };
