export type Theme = "system" | "light" | "dark" | "high_contrast";
