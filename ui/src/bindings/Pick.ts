import type { ContactId } from "./ContactId";
export type Pick = { contact_id: ContactId, };
