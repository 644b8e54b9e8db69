export type Conversion = { made: boolean, amount_minor?: number, currency?: string, };
