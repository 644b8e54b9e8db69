/** The figures of a report in the order of the screen, each with the id of its words. */
import type { Figures, Mean, Ratio } from './answers.ts';

/** From how many contacts on a share may be compared with others. */
export const rankedFrom = 30;

/** The three facts. */
export type HeadlineId = 'claimed' | 'verified' | 'confirmed';
export type RatioId =
  | HeadlineId
  | 'precision'
  | 'coverage'
  | 'maturity'
  | 'naive'
  | 'repeat'
  | 'transfer'
  | 'escalation'
  | 'response'
  | 'gross';
export type MeanId = 'per-issue' | 'aht' | 'acw';

export type Measure =
  | { kind: 'ratio'; id: RatioId; ratio: Ratio; beside?: Ratio }
  | { kind: 'mean'; id: MeanId; mean: Mean | null };

export const share = (ratio: Ratio): number | null => (ratio.n > 0 ? ratio.k / ratio.n : null);
export const few = (ratio: Ratio): boolean => ratio.n > 0 && ratio.n < rankedFrom;

/** First contacts whose window is still open or whose cohort is not mature. */
export const young = (figures: Figures): number => figures.maturity.n - figures.maturity.k;

/** How many contacts there are at all under the policy. */
export const contactsOf = (figures: Figures): number =>
  Object.values(figures.verdicts).reduce((sum: number, count) => sum + (count ?? 0), 0);

export function headlines(figures: Figures): { id: HeadlineId; ratio: Ratio }[] {
  return [
    { id: 'claimed', ratio: figures.claimed },
    { id: 'verified', ratio: figures.verified },
    { id: 'confirmed', ratio: figures.confirmed },
  ];
}

export function measures(figures: Figures): Measure[] {
  const ratio = (id: RatioId, ratio: Ratio): Measure => ({ kind: 'ratio', id, ratio });
  const mean = (id: MeanId, mean: Mean | null): Measure => ({ kind: 'mean', id, mean });
  return [
    ratio('precision', figures.precision),
    ratio('coverage', figures.coverage),
    ratio('maturity', figures.maturity),
    ratio('naive', figures.naive),
    ratio('repeat', figures.repeat_rate),
    mean('per-issue', figures.contacts_per_issue),
    mean('aht', figures.handle_ms_per_contact),
    mean('acw', figures.acw_ms_per_contact),
    ratio('transfer', figures.transfer_rate),
    ratio('escalation', figures.escalation_rate),
    ratio('response', figures.response),
    {
      kind: 'ratio',
      id: 'gross',
      ratio: figures.gross.verified,
      beside: figures.net.verified,
    },
  ];
}
