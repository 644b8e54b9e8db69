import type { ContactId } from "./ContactId";
import type { EarlierArticle } from "./EarlierArticle";
export type LastTime = { contact_id: ContactId, start_ms: number, tried: Array<EarlierArticle>, promised_ms: number | null, promise_kept: boolean | null, note: string | null, resolved: boolean, };
