import type { ContactId } from "./ContactId";
import type { Problem } from "./Problem";
export type Refused = { contact_id: ContactId, revision: number, start_ms: number, customer: string | null, why: Problem, };
