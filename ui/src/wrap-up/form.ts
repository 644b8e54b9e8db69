/** What the wrap-up form still wants, and what of the draft it records. */
import type { Codes, Draft, Outcome, OutcomeField } from '../contract.ts';
import { conversionOf, fieldsOf, takes } from './asks.ts';

export type FormField =
  'outcome' | 'reason' | 'root_cause' | 'follow_up' | 'hand_over' | 'amount' | `field-${string}`;

/** In the order of the screen. */
const order: readonly OutcomeField[] = ['root_cause', 'follow_up', 'hand_over', 'reason'];

export const outcomeOf = (codes: Codes, draft: Draft): Outcome | undefined =>
  codes.outcomes.find((outcome) => outcome.id === draft.outcome);

/** Not there, or of no use: a hand-over that tells nothing, a promise for a time that is over. */
const lacks = (draft: Draft, field: OutcomeField, now: number): boolean =>
  !draft[field] ||
  (field === 'hand_over' && !draft.hand_over?.note.trim()) ||
  // What was promised then stays as it was promised: a correction may be later than that.
  (field === 'follow_up' && draft.revision < 2 && (draft.follow_up?.due_ms ?? 0) <= now);

/** What is empty or wrong and may not be, first one first. */
export function missing(codes: Codes, draft: Draft, now: number): FormField[] {
  const outcome = outcomeOf(codes, draft);
  if (!outcome) return ['outcome'];
  const empty: FormField[] = order.filter(
    (field) => outcome.requires.includes(field) && lacks(draft, field, now),
  );
  for (const field of fieldsOf(codes, draft)) {
    const text = draft.fields[field.id] ?? '';
    if (text === '' ? field.required : !takes(field, text)) empty.push(`field-${field.id}`);
  }
  const sold = draft.conversion;
  if (sold?.made && conversionOf(codes, draft)?.amount && sold.amount_minor === undefined)
    empty.push('amount');
  return empty;
}

/** The draft without what its outcome has no use for. */
export function relevant(codes: Codes, draft: Draft): Draft {
  const outcome = outcomeOf(codes, draft);
  const wants = (field: OutcomeField) => outcome?.requires.includes(field) ?? false;
  const handed = wants('hand_over') || outcome?.transferred || outcome?.escalated;
  const asked = new Set(fieldsOf(codes, draft).map((field) => field.id));
  return {
    ...draft,
    root_cause: wants('root_cause') ? draft.root_cause : null,
    follow_up: wants('follow_up') ? draft.follow_up : null,
    hand_over: handed ? draft.hand_over : null,
    conversion: conversionOf(codes, draft) ? draft.conversion : null,
    fields: Object.fromEntries(
      Object.entries(draft.fields).filter(([id, text]) => asked.has(id) && text !== ''),
    ),
  };
}

/** A problem's field, as the form names it; none when it is not of the form. */
export function formFieldOf(codes: Codes, name: string | undefined | null): FormField | null {
  if (!name) return null;
  if (name === 'outcome') return name;
  if (name === 'conversion') return 'amount';
  const own = order.find((field) => field === name);
  if (own) return own;
  const id = name.replace(/^fields\./, '');
  return codes.centre.field.some((field) => field.id === id) ? `field-${id}` : null;
}
