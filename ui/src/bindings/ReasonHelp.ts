import type { ArticleTitle } from "./ArticleTitle";
export type ReasonHelp = { authority: string | null, related: Array<ArticleTitle>, also_check: Array<ArticleTitle>, };
