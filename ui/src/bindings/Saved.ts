import type { ContactId } from "./ContactId";
export type Saved = { contact_id: ContactId, revision: number, undo_until_ms: number, invited: boolean, };
