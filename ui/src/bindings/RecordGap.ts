export type RecordGap = { query: string, lang: string, };
