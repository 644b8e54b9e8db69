/**
 * Hides on the screen what the desk hides before it writes: card numbers, and what the centre
 * lists. The desk's own rule is the one that counts; this one lets the screen follow at once.
 */
import type { Mask } from '../contract.ts';
import { digitOf } from '../keymap.ts';

const hidden = '•';
const run = /\p{Nd}(?:[ \u00a0-]?\p{Nd}){12,18}/gu;

/** The text with everything hidden that must be; the very text when there is nothing. */
export function hide(text: string, masks: readonly Mask[] = []): string {
  let shown = text.replace(run, (found) => (isCard(found) ? cover(found, 4) : found));
  for (const { pattern, keep_last } of masks) {
    try {
      shown = shown.replace(new RegExp(pattern, 'gu'), (found) => cover(found, keep_last));
    } catch {
      // Written for the desk's engine alone: it hides it there, and says so.
    }
  }
  return shown;
}

/** Every letter and digit covered but the last `keep`; what separates them stays. */
function cover(text: string, keep: number): string {
  const letters = [...text];
  let left = letters.filter((letter) => /[\p{L}\p{N}]/u.test(letter)).length - keep;
  return letters
    .map((letter) => (/[\p{L}\p{N}]/u.test(letter) && left-- > 0 ? hidden : letter))
    .join('');
}

/** Begins as cards do, and the check digit of ISO/IEC 7812 fits. */
function isCard(text: string): boolean {
  const digits = [...text].map(digitOf).filter((digit) => digit !== null);
  if (digits.length < 13 || ![2, 3, 4, 5, 6].includes(digits[0] ?? 0)) return false;
  const sum = digits.reverse().reduce((before, digit, at) => {
    const doubled = digit * (at % 2 === 1 ? 2 : 1);
    return before + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
