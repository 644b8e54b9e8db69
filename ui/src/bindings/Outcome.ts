import type { Claim } from "./Claim";
import type { OutcomeField } from "./OutcomeField";
export type Outcome = { id: string, key: number, claim: Claim, follow_up_promised: boolean, transferred: boolean, escalated: boolean, requires: Array<OutcomeField>, exclusion?: string, names: { [key in string]: string }, };
