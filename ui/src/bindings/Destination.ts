import type { QueueId } from "./QueueId";
import type { Skill } from "./Skill";
export type Destination = { queue: QueueId, names: { [key in string]: string }, skills: Array<Skill>, languages: Array<string>, reasons: Array<string>, escalation: boolean, dial?: string, hours: { [key in string]: string }, };
