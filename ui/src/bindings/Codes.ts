import type { Centre } from "./Centre";
import type { Destination } from "./Destination";
import type { Outcome } from "./Outcome";
import type { Reason } from "./Reason";
import type { RootCause } from "./RootCause";
import type { Template } from "./Template";
export type Codes = { reasons: Array<Reason>, outcomes: Array<Outcome>, root_causes: Array<RootCause>, templates: Array<Template>, directory: Array<Destination>, centre: Centre, };
