import type { Codes } from "./Codes";
import type { Draft } from "./Draft";
import type { Knowledge } from "./Knowledge";
import type { LiveCall } from "./LiveCall";
import type { Problem } from "./Problem";
import type { Settings } from "./Settings";
import type { Sync } from "./Sync";
export type Start = { settings: Settings, codes: Codes, draft: Draft | null, calls: Array<LiveCall>, sync: Sync, knowledge: Knowledge, now_ms: number, version: string, trouble: Problem | null, };
