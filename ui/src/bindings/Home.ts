import type { ArticleTitle } from "./ArticleTitle";
import type { DueFollowUp } from "./DueFollowUp";
import type { LastContact } from "./LastContact";
import type { PromiseTally } from "./PromiseTally";
import type { Unfinished } from "./Unfinished";
export type Home = { unfinished: Array<Unfinished>, follow_ups: Array<DueFollowUp>, changed: Array<ArticleTitle>, last: Array<LastContact>, searches: Array<string>, changed_since_ms: number | null, promises: PromiseTally, };
