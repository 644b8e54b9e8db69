import type { QueueId } from "./QueueId";
import type { Skill } from "./Skill";
export type DirectoryEntry = { queue: QueueId, name: string, fits: boolean, own: boolean, escalation: boolean, skills: Array<Skill>, skill: string | null, languages: Array<string>, dial: string | null, hours: string | null, };
