export type FlagKind = "wrong" | "outdated" | "unclear" | "other";
