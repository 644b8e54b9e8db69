export type RootCause = { id: string, key: number, group: string, names: { [key in string]: string }, };
