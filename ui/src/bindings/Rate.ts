import type { ContactId } from "./ContactId";
export type Rate = { contact_id: ContactId, id: string, good: boolean | null, };
