/** How far a share moved, with its interval. */
import type { Ratio } from '../answers.ts';

export interface Change {
  /** The later share less the earlier one. */
  by: number;
  low: number;
  high: number;
  /** The interval leaves no doubt about the direction. */
  clear: boolean;
}

/**
 * The difference of two shares with its 95 % interval, out of their Wilson intervals. None where
 * nothing was counted on either side.
 *
 * R. G. Newcombe, "Interval estimation for the difference between independent proportions:
 * comparison of eleven methods", Statistics in Medicine 17 (1998), 873–890: method 10.
 */
export function change(now: Ratio, before: Ratio): Change | null {
  if (now.n === 0 || before.n === 0) return null;
  const [p, q] = [now.k / now.n, before.k / before.n];
  const by = p - q;
  const low = by - Math.hypot(p - now.low, before.high - q);
  const high = by + Math.hypot(now.high - p, q - before.low);
  return { by, low, high, clear: low > 0 || high < 0 };
}
