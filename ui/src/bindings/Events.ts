import type { DraftChanged } from "./DraftChanged";
import type { DueFollowUp } from "./DueFollowUp";
import type { Knowledge } from "./Knowledge";
import type { LiveCall } from "./LiveCall";
import type { Suggestions } from "./Suggestions";
import type { Sync } from "./Sync";
export type Events = { sync_changed: Sync, knowledge_changed: Knowledge, calls_changed: Array<LiveCall>, draft_changed: DraftChanged, suggested: Suggestions, reminder: DueFollowUp, };
