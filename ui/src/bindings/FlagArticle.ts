import type { FlagKind } from "./FlagKind";
export type FlagArticle = { id: string, version: number, lang: string, kind: FlagKind, text: string | null, };
