/** What the wrap-up form still wants, and what of the draft it records. */
import type { Codes, Draft, Outcome, OutcomeField } from '../contract.ts';

export const formFields = ['outcome', 'reason', 'root_cause', 'follow_up', 'hand_over'] as const;
export type FormField = (typeof formFields)[number];

/** In the order of the screen. */
const order: readonly OutcomeField[] = ['root_cause', 'follow_up', 'hand_over', 'reason'];

export const outcomeOf = (codes: Codes, draft: Draft): Outcome | undefined =>
  codes.outcomes.find((outcome) => outcome.id === draft.outcome);

/** What is empty and may not be, first one first. */
export function missing(codes: Codes, draft: Draft): FormField[] {
  const outcome = outcomeOf(codes, draft);
  if (!outcome) return ['outcome'];
  return order.filter((field) => outcome.requires.includes(field) && !draft[field]);
}

/** The draft without what its outcome has no use for. */
export function relevant(codes: Codes, draft: Draft): Draft {
  const outcome = outcomeOf(codes, draft);
  const wants = (field: OutcomeField) => outcome?.requires.includes(field) ?? false;
  return {
    ...draft,
    root_cause: wants('root_cause') ? draft.root_cause : null,
    follow_up: wants('follow_up') ? draft.follow_up : null,
  };
}
