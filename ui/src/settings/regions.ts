/** Where a telephone number without a country code belongs to. */
const regions = [
  'SE',
  'NO',
  'DK',
  'FI',
  'DE',
  'GB',
  'US',
  'CN',
  'TW',
  'HK',
  'SA',
  'AE',
  'EG',
  'JO',
];

/** The regions on offer; the one in use is always among them. */
export const regionsWith = (used: string): readonly string[] =>
  regions.includes(used) ? regions : [used, ...regions];
