import type { Channel } from "./Channel";
import type { Initiator } from "./Initiator";
export type StartCall = { customer: string | null, channel: Channel, initiated_by: Initiator, };
