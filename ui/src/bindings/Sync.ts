import type { SyncState } from "./SyncState";
export type Sync = { state: SyncState, waiting: number, refused: number, synced_ms: number | null, offline_since_ms: number | null, };
