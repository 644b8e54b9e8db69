export type SummaryEndpoint = { on: boolean, url: string, model: string, key_kept: boolean, };
