import type { Hit } from "./Hit";
import type { Success } from "./Success";
export type Found = { query_id: string, hits: Array<Hit>, success: { [key in string]: Success }, suggestion: string | null, took_us: number, };
