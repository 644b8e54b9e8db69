export type FieldChoice = { id: string, names: { [key in string]: string }, };
