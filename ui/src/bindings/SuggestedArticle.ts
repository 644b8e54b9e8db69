import type { Hit } from "./Hit";
export type SuggestedArticle = { hit: Hit, confidence: number, good: boolean | null, };
