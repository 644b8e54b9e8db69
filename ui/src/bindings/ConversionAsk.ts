export type ConversionAsk = { reasons: Array<string>, amount: boolean, currency: string, };
