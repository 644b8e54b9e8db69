import type { CallFacts } from "./CallFacts";
export type CallOnScreen = { live: boolean, held: boolean, tells_hold: boolean, facts: CallFacts, wait_ms: number | null, ring_ms: number | null, };
