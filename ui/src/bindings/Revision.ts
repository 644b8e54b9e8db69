import type { AgentId } from "./AgentId";
import type { FieldChange } from "./FieldChange";
export type Revision = { revision: number, saved_ms: number | null, by: AgentId | null, changes: Array<FieldChange>, waiting: boolean, };
