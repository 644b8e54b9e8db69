export type FieldKind = "text" | "number" | "choice" | "yes_no";
