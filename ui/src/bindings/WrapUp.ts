import type { Draft } from "./Draft";
export type WrapUp = { draft: Draft, };
