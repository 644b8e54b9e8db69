export type PickCall = { call_id: string, };
