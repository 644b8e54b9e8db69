export type HandOverKind = "transfer" | "escalation";
