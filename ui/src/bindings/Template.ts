export type Template = { id: string, outcomes: Array<string>, reasons: Array<string>, names: { [key in string]: string }, text: { [key in string]: string }, };
