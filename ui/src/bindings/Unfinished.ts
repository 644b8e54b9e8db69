import type { ContactId } from "./ContactId";
import type { ReasonPath } from "./ReasonPath";
export type Unfinished = { contact_id: ContactId, start_ms: number, customer: string, customer_name: string | null, outcome: string | null, reason: ReasonPath | null, live: boolean, acw_ms: number, parked_since_ms: number | null, correction: boolean, };
