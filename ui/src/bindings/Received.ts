import type { AgentId } from "./AgentId";
import type { ContactId } from "./ContactId";
import type { HandOver } from "./HandOver";
export type Received = { contact_id: ContactId, end_ms: number, agent: AgentId | null, hand_over: HandOver, };
