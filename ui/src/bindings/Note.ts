import type { NoteBy } from "./NoteBy";
export type Note = { template: string, text: string, by: NoteBy, };
