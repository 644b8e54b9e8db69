import type { Draft } from "./Draft";
import type { DraftChange } from "./DraftChange";
export type DraftChanged = { why: DraftChange, draft: Draft, };
