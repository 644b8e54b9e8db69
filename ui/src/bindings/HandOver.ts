import type { HandOverKind } from "./HandOverKind";
import type { QueueId } from "./QueueId";
export type HandOver = { kind: HandOverKind, queue: QueueId, skill?: string, note: string, warm: boolean, };
