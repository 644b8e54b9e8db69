/** The figures of each day or week as points of a line, and where the windows are still open. */
import type { Group, Ratio } from '../answers.ts';

export type Grain = 'day' | 'week';
const day = 24 * 3_600_000;
const none: Ratio = { k: 0, n: 0, low: 0, high: 1 };

export interface Point {
  /** The day, or the Monday of the week, UTC: `2026-11-23`. */
  name: string;
  /** Its noon, UTC: the same date in every zone that a centre is likely to be in. */
  at: number;
  /** Of mature first contacts; while windows are open, of all of them so far. */
  claimed: Pick<Ratio, 'k' | 'n'>;
  verified: Ratio;
  confirmed: Ratio;
  /** First contacts whose window is still open. */
  open: number;
}

/** One point a day or week from the first to the last; without contacts it is empty. */
export function points(groups: readonly Group[], grain: Grain): Point[] {
  const named = groups.flatMap((group) => (group.name ? [{ ...group, name: group.name }] : []));
  const byName = new Map(named.map((group) => [group.name, group]));
  const names = [...byName.keys()].sort();
  const [first, last] = [names[0], names.at(-1)];
  if (first === undefined || last === undefined) return [];
  const noon = (name: string): number => Date.parse(`${name}T12:00:00Z`);
  const found: Point[] = [];
  for (let at = noon(first); at <= noon(last); at += grain === 'week' ? 7 * day : day) {
    const name = new Date(at).toISOString().slice(0, 10);
    const group = byName.get(name);
    found.push({
      name,
      at,
      claimed: group
        ? {
            k: group.claimed.k + group.provisional.k,
            n: group.claimed.n + group.provisional.n,
          }
        : none,
      verified: group?.verified ?? none,
      confirmed: group?.confirmed ?? none,
      open: group ? group.maturity.n - group.maturity.k : 0,
    });
  }
  return found;
}

/** From which point on windows are open: what is verified there is not yet the whole of it. */
export function openFrom(all: readonly Point[]): number {
  const at = all.findIndex((point) => point.open > 0);
  return at < 0 ? all.length : at;
}

/** Places of labels that want to be at `wanted`, at least `gap` apart, within `from` and `to`. */
export function apart(wanted: readonly number[], gap: number, from: number, to: number): number[] {
  const order = wanted.map((_, at) => at).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let least = from;
  for (const at of order) {
    placed[at] = Math.max(placed[at] ?? 0, least);
    least = (placed[at] ?? 0) + gap;
  }
  let most = to;
  for (const at of order.reverse()) {
    placed[at] = Math.min(placed[at] ?? 0, most);
    most = (placed[at] ?? 0) - gap;
  }
  return placed;
}
