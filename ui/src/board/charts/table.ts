/** The numbers of a chart: what its table shows, and the same as a file for a spreadsheet. */
import type { Ratio } from '../answers.ts';

export type Raw = string | number | null;

export interface Column {
  id: string;
  label: string;
  /** Words, not numbers: they stand at the start of their column. */
  words?: boolean;
}

export interface Sheet {
  columns: readonly Column[];
  /** As they are read. */
  rows: readonly (readonly string[])[];
  /** Stable names in English, for whoever reads the file. */
  head: readonly string[];
  /** As they are counted. */
  raw: readonly (readonly Raw[])[];
}

/** How a share is told apart in a file. */
export const ratioHead = (name: string): string[] => [`${name}_k`, `${name}_n`];
export const ratioRaw = ({ k, n }: Pick<Ratio, 'k' | 'n'>): Raw[] => [k, n];
export const boundsHead = (name: string): string[] => [
  ...ratioHead(name),
  `${name}_low`,
  `${name}_high`,
];
export const boundsRaw = ({ k, n, low, high }: Ratio): Raw[] => [k, n, low, high];

/** A cell by RFC 4180. What an agent typed must not become a formula of a spreadsheet. */
function cell(value: Raw): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines end as RFC 4180 has it; the mark at the start tells a spreadsheet that it is UTF-8. */
export function csv({ head, raw }: Pick<Sheet, 'head' | 'raw'>): string {
  const lines = [head, ...raw].map((row) => row.map(cell).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}
