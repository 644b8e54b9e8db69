export type Reading = { id: string, version: number, lang: string, at_ms: number, dwell_ms: number, };
