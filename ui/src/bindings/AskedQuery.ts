export type AskedQuery = { query_id: string, text: string, lang: string, at_ms: number, hits: Array<string>, shown: number, };
