import type { ArticleTitle } from "./ArticleTitle";
import type { DueFollowUp } from "./DueFollowUp";
import type { EarlierContact } from "./EarlierContact";
import type { LastTime } from "./LastTime";
import type { Reach } from "./Reach";
import type { Received } from "./Received";
import type { RepeatWarning } from "./RepeatWarning";
export type Story = { customer: string | null, contacts: Array<EarlierContact>, warning: RepeatWarning | null, last: LastTime | null, not_helped: Array<ArticleTitle>, hand_over: Received | null, promises: Array<DueFollowUp>, possible: Array<EarlierContact>, reach: Reach, };
