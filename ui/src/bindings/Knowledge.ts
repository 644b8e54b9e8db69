export type Knowledge = { articles: number, as_of_ms: number | null, };
