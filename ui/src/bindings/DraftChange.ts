export type DraftChange = "answered" | "switched" | "ended" | "updated";
