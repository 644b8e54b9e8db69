export type KnowledgeGap = { query: string, lang: string, at_ms: number, idle: boolean, };
