/** What else a centre asks for: by reason and outcome, as its rules say. */
import type { Codes, ConversionAsk, Draft, Field } from '../contract.ts';

const under = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`);

/** No list means any; else the outcome is in it, or the reason below one of it. */
function fits(
  outcomes: readonly string[],
  reasons: readonly string[],
  outcome: string | null,
  reason: string | null,
): boolean {
  const outcomeFits = outcomes.length === 0 || (outcome !== null && outcomes.includes(outcome));
  const reasonFits =
    reasons.length === 0 || (reason !== null && reasons.some((prefix) => under(reason, prefix)));
  return outcomeFits && reasonFits;
}

/** The further fields of this wrap-up, in the centre's order. */
export const fieldsOf = (codes: Codes, { outcome, reason }: Draft): Field[] =>
  codes.centre.field.filter((field) => fits(field.outcomes, field.reasons, outcome, reason));

/** Whether it is asked if something was sold or kept. */
export function conversionOf(codes: Codes, { reason }: Draft): ConversionAsk | null {
  const ask = codes.centre.conversion;
  return ask && fits([], ask.reasons, null, reason) ? ask : null;
}

/** How the customer may be asked how it went; none when the centre's rule does not fit. */
export function surveyOf(codes: Codes, { outcome, reason }: Draft): string | null {
  const policy = codes.centre.survey;
  return policy && fits(policy.outcomes, policy.reasons, outcome, reason) ? policy.by : null;
}

/** Whether the whole text is what the field takes. */
export function takes(field: Field, text: string): boolean {
  const kind =
    field.kind === 'number'
      ? /^-?\d+$/.test(text)
      : field.kind === 'choice'
        ? field.choice.some((choice) => choice.id === text)
        : field.kind === 'yes_no'
          ? text === 'yes' || text === 'no'
          : !text.includes('\n');
  if (!kind || field.pattern === undefined) return kind;
  try {
    return new RegExp(`^(?:${field.pattern})$`, 'u').test(text);
  } catch {
    // A pattern only the desk's engine reads: the desk says so when it is saved.
    return true;
  }
}
