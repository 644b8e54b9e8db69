export type Mask = { id: string, pattern: string, keep_last: number, };
