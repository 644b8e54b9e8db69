export type NoteBy = "template" | "agent" | "machine" | "machine_accepted";
