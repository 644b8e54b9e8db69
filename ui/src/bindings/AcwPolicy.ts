import type { AcwMode } from "./AcwMode";
export type AcwPolicy = { mode: AcwMode, target_s?: number, limit_s: number, warn_s: number, extend_s: number, extensions: number, };
