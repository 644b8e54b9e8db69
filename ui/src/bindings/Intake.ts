import type { Asterisk } from "./Asterisk";
export type Intake = { http: boolean, http_port: number, links: boolean, from_store: boolean, agent: string | null, asterisk: Asterisk | null, };
