export type FieldChange = { field: string, from: string | null, to: string | null, };
