export type Density = "compact" | "standard" | "comfortable";
