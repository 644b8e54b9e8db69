import type { ContactId } from "./ContactId";
import type { SuggestedArticle } from "./SuggestedArticle";
export type Suggestions = { contact_id: ContactId, articles: Array<SuggestedArticle>, };
