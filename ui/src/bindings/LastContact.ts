import type { ContactId } from "./ContactId";
import type { ReasonPath } from "./ReasonPath";
export type LastContact = { contact_id: ContactId, start_ms: number, customer: string | null, outcome: string | null, reason: ReasonPath | null, revision: number, acw_ms: number | null, waiting: boolean, };
