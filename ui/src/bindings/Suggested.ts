export type Suggested = { id: string, version: number, lang: string, confidence: number, at_ms: number, good?: boolean, taken: boolean, };
