export type PromiseTally = { kept: number, broken: number, open: number, };
