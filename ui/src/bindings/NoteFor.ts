import type { Draft } from "./Draft";
export type NoteFor = { draft: Draft, lang: string, template: string | null, utc_offset_min: number, };
