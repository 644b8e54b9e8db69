import type { ReasonPath } from "./ReasonPath";
export type AttachedArticle = { id: string, version: number, lang: string, title: string, reasons: Array<ReasonPath>, query_id: string | null, };
