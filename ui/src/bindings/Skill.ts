export type Skill = { id: string, names: { [key in string]: string }, reasons: Array<string>, };
