import type { AgentId } from "./AgentId";
import type { Density } from "./Density";
import type { Intake } from "./Intake";
import type { Motion } from "./Motion";
import type { QueueId } from "./QueueId";
import type { SummaryEndpoint } from "./SummaryEndpoint";
import type { Theme } from "./Theme";
export type Settings = { lang: string | null, theme: Theme, density: Density, arabic_digits: boolean, text_percent: number, preview_ms: number, repeat_window_h: number, acw_target_s: number, region: string, agent: AgentId, agent_name: string, queue: QueueId | null, pinned: Array<string>, store_url: string | null, motion: Motion, keys: { [key in string]: Array<string> }, sounds: boolean, software_rendering: boolean, intake: Intake, summary: SummaryEndpoint, };
