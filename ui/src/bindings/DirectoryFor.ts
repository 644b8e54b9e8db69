import type { ReasonPath } from "./ReasonPath";
export type DirectoryFor = { reason: ReasonPath | null, lang: string, };
