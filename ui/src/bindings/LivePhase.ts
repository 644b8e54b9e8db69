export type LivePhase = "ringing" | "connected" | "held";
