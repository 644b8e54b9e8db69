export type OpenedArticle = { id: string, version: number, lang: string, query_id: string | null, };
