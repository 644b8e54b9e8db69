export type AcwMode = "no_limit" | "target" | "limit";
