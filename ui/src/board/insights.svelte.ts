/**
 * What is read beside the figures: the period before, reasons, articles, and what agents noted.
 *
 * Promises: all of it is of one question; an answer to an older question is never shown. It is read
 * when something else is looked at, and every five minutes, because a store counts some of it anew.
 */
import type { Figures, Group, Noted } from './answers.ts';
import type { StoreClient } from './store.ts';
import { beforeQuery, policyQuery, sinceQuery, type View } from './view.ts';

/** How often it is read again while nothing else is looked at. */
const every = 5 * 60_000;

export interface Read {
  before: Figures | undefined;
  reasons: readonly Group[];
  articles: readonly Group[];
  noted: Noted;
}

export class Insights {
  all = $state.raw<Read>();
  /** What is shown is of another question than the one that is being asked. */
  stale = $state(false);
  /** The last reading failed. */
  amiss = $state(false);
  /** The period before, while it is of the question that the figures are of. */
  before = $derived(this.stale ? undefined : this.all?.before);
  #turn = 0;
  #asked = '';
  #at = 0;
  #busy = false;

  forget(): void {
    this.#turn += 1;
    this.#asked = '';
    this.#busy = false;
    this.all = undefined;
    this.amiss = false;
  }

  /** Reads again where that is due, or at once. */
  async read(store: StoreClient, view: View, now: number, anew: boolean): Promise<void> {
    const question = `${policyQuery(view)}&${view.level}&${sinceQuery(view, now)}`;
    const same = question === this.#asked;
    // What failed is asked for again with the next look.
    if (same && !anew && !this.amiss && now - this.#at < every) return;
    if (same && this.#busy) return;
    const turn = ++this.#turn;
    this.#busy = true;
    [this.#asked, this.#at, this.stale] = [question, now, !same];
    const policy = policyQuery(view) + sinceQuery(view, now);
    const earlier = beforeQuery(view, now);
    const by = view.level === 'family' ? 'reason' : 'whole_reason';
    const [reasons, articles, noted, before] = await Promise.all([
      store.figures(`${policy}&by=${by}&presets=none`, true),
      store.figures(`${policy}&by=article&presets=none`, true),
      store.noted(policy),
      earlier ? store.figures(`${policyQuery(view)}${earlier}&presets=none`, true) : undefined,
    ]);
    if (turn !== this.#turn) return;
    this.stale = false;
    this.#busy = false;
    this.amiss = [reasons, articles, noted, before].some((a) => a && a.kind !== 'here');
    if (this.amiss && !same) this.all = undefined;
    if (reasons.kind !== 'here' || articles.kind !== 'here' || noted.kind !== 'here') return;
    this.all = {
      before: before?.kind === 'here' ? before.value : undefined,
      reasons: reasons.value.groups ?? [],
      articles: articles.value.groups ?? [],
      noted: noted.value,
    };
  }
}
