export type Kept = { masked: Array<string>, };
