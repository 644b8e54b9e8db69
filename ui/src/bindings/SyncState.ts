export type SyncState = "synced" | "sending" | "offline" | "signed_out" | "not_enrolled";
