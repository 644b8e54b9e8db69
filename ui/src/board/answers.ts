/** The store's answers as the board knows them: the generated types under one roof. */
export type { ArticleRef } from './bindings/ArticleRef.ts';
export type { Because } from './bindings/Because.ts';
export type { Channel } from './bindings/Channel.ts';
export type { Claim } from './bindings/Claim.ts';
export type { Codes } from './bindings/Codes.ts';
export type { Figures } from './bindings/Figures.ts';
export type { Mean } from './bindings/Mean.ts';
export type { Policy } from './bindings/Policy.ts';
export type { Preset } from './bindings/Preset.ts';
export type { Problem } from './bindings/Problem.ts';
export type { Ratio } from './bindings/Ratio.ts';
export type { Relation } from './bindings/Relation.ts';
export type { Shown } from './bindings/Shown.ts';
export type { ShownPage } from './bindings/ShownPage.ts';
export type { Verdict } from './bindings/Verdict.ts';
