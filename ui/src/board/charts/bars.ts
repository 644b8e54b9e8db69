/** One row of a list of bars. */
import type { Ratio } from '../answers.ts';

export interface BarRow {
  key: string;
  name: string;
  /** Of the name, where that is not the page's. */
  lang?: string | undefined;
  dir?: 'ltr' | undefined;
  /** Under each heading. */
  values: readonly string[];
  /** Which of them are of too few contacts. */
  faint?: readonly boolean[];
  /** A length with where all lengths so far reach, or a share with its interval. */
  bar: { length: number; upTo?: number } | { ratio: Ratio };
  /** A word to look at. */
  mark?: string | undefined;
}
