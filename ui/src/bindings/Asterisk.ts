export type Asterisk = { address: string, user: string, };
