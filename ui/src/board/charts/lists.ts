/** Reasons, articles and causes in the order in which they are worth looking at. */
import type { Because, Faults, Group, Ratio } from '../answers.ts';
import { rankedFrom } from '../measures.ts';

export interface Share {
  /** None: contacts without a reason. */
  name: string | undefined;
  contacts: number;
  share: number;
  /** Of this and all that are commoner. */
  cumulative: number;
  verified: Ratio;
}

/** V. Pareto's order: the commonest first, with what they make up together. */
export function pareto(groups: readonly Group[]): Share[] {
  const some = groups.filter((group) => group.contacts > 0);
  const all = some.reduce((sum, group) => sum + group.contacts, 0);
  let so = 0;
  return some
    .sort((a, b) => b.contacts - a.contacts || ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
    .map(({ name, contacts, verified }) => {
      so += contacts;
      return { name, contacts, share: contacts / all, cumulative: so / all, verified };
    });
}

/** How many of the commonest make up most of it: four fifths. */
export function vital(shares: readonly Share[]): number {
  const at = shares.findIndex((share) => share.cumulative >= 0.8 - 1e-9);
  return at < 0 ? shares.length : at + 1;
}

export interface Article {
  id: string;
  used: number;
  resolved: Ratio;
  back: Ratio;
  /** Mature first contacts that it did not settle. */
  affected: number;
  /** Even the upper bound is below what all contacts come to. */
  weak: boolean;
  faults: Faults | undefined;
}

export type ArticleOrder = 'affected' | 'bound';

/** Articles that answered contacts, and those that somebody only found fault with. */
export function articles(
  groups: readonly Group[],
  faults: readonly Faults[],
  overall: Ratio,
  order: ArticleOrder,
): Article[] {
  const byId = new Map(faults.map((fault) => [fault.article, fault]));
  const usual = overall.n > 0 ? overall.k / overall.n : 0;
  const used = groups.flatMap((group): Article[] =>
    group.name && group.contacts > 0
      ? [
          {
            id: group.name,
            used: group.contacts,
            resolved: group.verified,
            back: group.came_back,
            affected: group.verified.n - group.verified.k,
            weak: group.verified.n >= rankedFrom && group.verified.high < usual,
            faults: byId.get(group.name),
          },
        ]
      : [],
  );
  const none: Ratio = { k: 0, n: 0, low: 0, high: 1 };
  const unused = faults
    .filter((fault) => !used.some((article) => article.id === fault.article))
    .map((fault): Article => {
      const { article: id } = fault;
      return { id, used: 0, resolved: none, back: none, affected: 0, weak: false, faults: fault };
    });
  const worth = (article: Article): number =>
    order === 'affected' ? article.affected : article.resolved.low;
  return [...used, ...unused].sort(
    (a, b) => worth(b) - worth(a) || b.used - a.used || (a.id < b.id ? -1 : 1),
  );
}

/** Causes of failure as the rule counts them, the commonest first; those that never were are left out. */
export function causes(because: { [cause in Because]?: number }): {
  cause: Because;
  count: number;
}[] {
  return (Object.entries(because) as [Because, number][])
    .filter(([, count]) => count > 0)
    .map(([cause, count]) => ({ cause, count }))
    .sort((a, b) => b.count - a.count);
}
