export type EnrolAt = { url: string, code: string, agent_name: string, };
