import type { Channel } from "./Channel";
import type { ContactId } from "./ContactId";
import type { Initiator } from "./Initiator";
import type { LivePhase } from "./LivePhase";
import type { QueueId } from "./QueueId";
export type LiveCall = { call_id: string, phase: LivePhase, contact_id: ContactId | null, channel: Channel, initiated_by: Initiator, customer: string | null, customer_name: string | null, withheld: boolean, queue: QueueId | null, since_ms: number, attributes: { [key in string]: string }, };
