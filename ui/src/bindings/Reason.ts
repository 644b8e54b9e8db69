import type { QueueId } from "./QueueId";
import type { ReasonPath } from "./ReasonPath";
export type Reason = { path: ReasonPath, code?: string, names: { [key in string]: string }, synonyms: { [key in string]: Array<string> }, authority: { [key in string]: string }, also_check: Array<string>, queue?: QueueId, };
