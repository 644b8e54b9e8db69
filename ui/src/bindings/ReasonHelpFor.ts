import type { ReasonPath } from "./ReasonPath";
export type ReasonHelpFor = { reason: ReasonPath, lang: string, };
