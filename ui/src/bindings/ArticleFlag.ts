import type { FlagKind } from "./FlagKind";
export type ArticleFlag = { id: string, version: number, lang: string, kind: FlagKind, text?: string, at_ms: number, idle: boolean, };
