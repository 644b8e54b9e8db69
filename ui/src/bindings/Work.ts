import type { AskedQuery } from "./AskedQuery";
import type { Reading } from "./Reading";
import type { Suggested } from "./Suggested";
export type Work = { queries?: Array<AskedQuery>, readings?: Array<Reading>, suggested?: Array<Suggested>, first_answer_ms?: number, reason_ms?: number, save_ms?: number, };
