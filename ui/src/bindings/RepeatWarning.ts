import type { ContactId } from "./ContactId";
export type RepeatWarning = { times: number, days: number, last: ContactId, unresolved: boolean, };
