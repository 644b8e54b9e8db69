export type OpenArticle = { id: string, lang: string, };
