export type Invitation = { invited: boolean, by: string, share_percent: number, lot: number, };
