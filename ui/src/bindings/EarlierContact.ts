import type { AgentId } from "./AgentId";
import type { Channel } from "./Channel";
import type { Claim } from "./Claim";
import type { ContactId } from "./ContactId";
import type { EarlierArticle } from "./EarlierArticle";
import type { LinkVerdict } from "./LinkVerdict";
import type { QueueId } from "./QueueId";
import type { ReasonPath } from "./ReasonPath";
export type EarlierContact = { contact_id: ContactId, start_ms: number, channel: Channel, reason: ReasonPath | null, outcome: string | null, claim: Claim, follow_up_due_ms: number | null, note: string | null, article: string | null, articles: Array<EarlierArticle>, root_cause: string | null, agent: AgentId | null, queue: QueueId | null, handed_on: boolean, promise_kept: boolean | null, link: LinkVerdict | null, counts: boolean, waiting: boolean, };
