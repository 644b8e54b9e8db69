/**
 * Hides on the screen what the desk hides before it writes: card numbers, and what the centre
 * lists. The desk's own rule is the one that counts (contact/src/mask/card.rs); this one lets the
 * screen follow at once.
 */
import type { Mask } from '../contract.ts';

const hidden = '•';
const invisible = '[\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff\\u0640]';
const separator =
  '(?:\\r\\n|[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\u2010-\\u2015\\u2212.,_/·－،，、-])';
/** Groups of digits with at most three separators between them. */
const run = new RegExp(`\\p{Nd}(?:${invisible}*(?:${separator}${invisible}*){0,3}\\p{Nd})*`, 'gu');
const between = new RegExp(separator, 'u');
const [shortest, longest, typedOn] = [13, 19, 15];

/** The text with everything hidden that must be; the very text when there is nothing. */
export function hide(text: string, masks: readonly Mask[] = []): string {
  let shown = text.replace(run, hideCards);
  for (const { pattern, keep_last } of masks) {
    try {
      shown = shown.replace(new RegExp(pattern, 'gu'), (found) => cover(found, keep_last));
    } catch {
      // Written for the desk's engine alone: it hides it there, and says so.
    }
  }
  return shown;
}

/** A run with its card numbers hidden: every digit is tried as the first, what overlaps is one. */
function hideCards(found: string): string {
  const letters = [...found];
  const places = letters.flatMap((letter, at) => (/\p{Nd}/u.test(letter) ? [at] : []));
  if (places.length < shortest) return found;
  const digits = places.map((at) => valueOf(letters[at] ?? ''));
  const first = places.map(
    (at, n) => n === 0 || between.test(letters.slice((places[n - 1] ?? 0) + 1, at).join('')),
  );
  const spans: [number, number][] = [];
  for (let from = 0; from < digits.length; from++) {
    const to = from + longestAt(digits, first, from);
    const before = spans.at(-1);
    if (to === from) continue;
    if (before && from < before[1]) before[1] = Math.max(before[1], to);
    else spans.push([from, to]);
  }
  for (const [from, to] of spans) {
    for (const at of places.slice(from, to - 4)) letters[at] = hidden;
  }
  return letters.join('');
}

/** How many digits from `from` on are a card number; the most that are. */
function longestAt(digits: number[], first: boolean[], from: number): number {
  for (let length = Math.min(longest, digits.length - from); length >= shortest; length--) {
    const begins = first[from] === true;
    const ends = first[from + length] ?? true;
    const inOneGroup = !first.slice(from + 1, from + length).includes(true);
    const typed = length >= typedOn && (begins || ends) && inOneGroup;
    if (((begins && ends) || typed) && isCard(digits.slice(from, from + length))) return length;
  }
  return 0;
}

/** A digit of any script: each script's ten begin at a zero, and follow it. */
function valueOf(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}

/** Begins and is as long as an issuer's numbers, and the check digit of ISO/IEC 7812-1 fits. */
function isCard(digits: number[]): boolean {
  if (!isIssued(Number(digits.slice(0, 4).join('')), digits.length)) return false;
  const sum = digits.reduceRight((before, digit, at) => {
    const doubled = digit * ((digits.length - at) % 2 === 0 ? 2 : 1);
    return before + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

function isIssued(front: number, length: number): boolean {
  const two = Math.floor(front / 100);
  const within = (from: number, to: number) => front >= from && front <= to;
  switch (Math.floor(front / 1000)) {
    case 4:
      return [13, 16, 19].includes(length);
    case 5:
      return two >= 51 && two <= 55 ? length === 16 : [50, 56, 57, 58].includes(two);
    case 2:
      return (within(2221, 2720) && length === 16) || (within(2200, 2204) && length >= 16);
    case 3:
      if (two === 34 || two === 37) return length === 15;
      if ([30, 36, 38, 39].includes(two)) return length >= 14;
      return within(3528, 3589) && length >= 16;
    case 6:
      return true;
    case 8:
      return two === 81 && length >= 16;
    case 9:
      return front === 9792 && length === 16;
    default:
      return false;
  }
}

/** Every letter and digit covered but the last `keep`; what separates them stays. */
function cover(text: string, keep: number): string {
  const letters = [...text];
  let left = letters.filter((letter) => /[\p{L}\p{N}]/u.test(letter)).length - keep;
  return letters
    .map((letter) => (/[\p{L}\p{N}]/u.test(letter) && left-- > 0 ? hidden : letter))
    .join('');
}
