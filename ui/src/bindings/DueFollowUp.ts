import type { AgentId } from "./AgentId";
import type { Channel } from "./Channel";
import type { ContactId } from "./ContactId";
import type { ReasonPath } from "./ReasonPath";
export type DueFollowUp = { contact_id: ContactId, due_ms: number, by: Channel, customer: string | null, reason: ReasonPath | null, owner: AgentId | null, overdue: boolean, call_back: boolean, };
