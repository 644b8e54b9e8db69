export type SurveyPolicy = { by: string, share_percent: number, outcomes: Array<string>, reasons: Array<string>, rest_days: number, };
