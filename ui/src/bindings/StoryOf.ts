import type { ContactId } from "./ContactId";
import type { ReasonPath } from "./ReasonPath";
export type StoryOf = { customer: string, reason: ReasonPath | null, contact_id: ContactId | null, };
