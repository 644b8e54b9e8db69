export type Clocks = { wait_ms?: number, ring_ms?: number, parked_ms: number, extensions: number, by_events: boolean, };
