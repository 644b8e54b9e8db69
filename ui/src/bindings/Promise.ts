import type { ContactId } from "./ContactId";
export type Promise = { contact_id: ContactId, due_ms: number, kept: boolean, };
