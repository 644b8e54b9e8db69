import type { ReasonPath } from "./ReasonPath";
export type ReasonLeaf = { path: ReasonPath, code: string, names: Array<string>, words: string, sounds: string, own: number, team: number, };
