export type Motion = "system" | "reduced" | "full";
