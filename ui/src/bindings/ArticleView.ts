import type { ArticleSection } from "./ArticleSection";
import type { ArticleTitle } from "./ArticleTitle";
import type { ReasonPath } from "./ReasonPath";
import type { State } from "./State";
import type { Success } from "./Success";
export type ArticleView = { id: string, version: number, lang: string, langs: Array<string>, title: string, summary: string | null, state: State, updated: string | null, valid_until: string | null, reasons: Array<ReasonPath>, success: Success | null, also_check: Array<ArticleTitle>, sections: Array<ArticleSection>, };
