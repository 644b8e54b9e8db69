import type { FieldChoice } from "./FieldChoice";
import type { FieldKind } from "./FieldKind";
export type Field = { id: string, kind: FieldKind, names: { [key in string]: string }, reasons: Array<string>, outcomes: Array<string>, required: boolean, pattern?: string, choice: Array<FieldChoice>, };
