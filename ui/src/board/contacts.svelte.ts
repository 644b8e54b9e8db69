/**
 * The latest contacts, read page by page. What is on the screen stays where it is: a refresh
 * renews the verdicts in place and keeps contacts that came since apart until they are asked for.
 */
import type { Policy, Shown, ShownPage, Verdict } from './answers.ts';
import type { Answer } from './store.ts';

/** Rows that are asked for at a time by hand, and at most by the store. */
const page = 50;
const most = 200;
/** Pages of one refresh or one search: beyond, what was read before stays as it was. */
const farthest = 10;

export type Ask = (limit: number, before?: string) => Promise<Answer<ShownPage>>;
/** What is not an answer; nothing when all is well or somebody else asked since. */
export type Amiss = Exclude<Answer<never>, { kind: 'here' }> | undefined;

export class Contacts {
  /** Everything read, latest first, without a gap. */
  all = $state.raw<Shown[]>([]);
  /** The policy of the verdicts. */
  policy = $state.raw<Policy | undefined>();
  /** Whether the store has older ones than were read. */
  older = $state(false);
  /** While older ones are being read. */
  reading = $state(false);
  /** Came since, above what is read. */
  #held = $state.raw<readonly string[]>([]);
  /** Read only to know a whole matter: what lies below this one is not on the screen. */
  #bottom = $state<string>();
  #next: string | undefined;
  #turn = 0;
  /** What is on the screen is of another question until the latest are read. */
  #owed = false;

  /** The rows on the screen. */
  rows = $derived.by(() => {
    const bottom = this.all.findIndex((contact) => contact.contact_id === this.#bottom);
    const above = bottom < 0 ? this.all : this.all.slice(0, bottom + 1);
    return above.filter((contact) => !this.#held.includes(contact.contact_id));
  });
  /** Whether there is more to show. */
  hidden = $derived(this.older || this.all.length > this.rows.length + this.#held.length);
  /** Contacts that came since. */
  waiting = $derived(this.#held.length);

  /** Starts again from the latest, as many as there were. */
  reload(ask: Ask): Promise<Amiss> {
    return this.#renew(ask, true);
  }

  /** Renews what was read. */
  refresh(ask: Ask): Promise<Amiss> {
    return this.#renew(ask, false);
  }

  async #renew(ask: Ask, afresh: boolean): Promise<Amiss> {
    const turn = ++this.#turn;
    // A start that was not answered yet is not lost by whoever asks after it.
    const anew = (this.#owed ||= afresh);
    const last = this.all.at(-1);
    const fresh: Shown[] = [];
    let next: string | undefined;
    let policy: Policy | undefined;
    for (let pages = 0; pages < farthest; pages += 1) {
      // As many as are not covered yet, so that a refresh does not reach further every time.
      const uncovered = this.all.filter((c) => !fresh.some((f) => f.contact_id === c.contact_id));
      const least = pages === 0 ? page : 1;
      const wanted = Math.min(Math.max(uncovered.length, least), most);
      const answer = await ask(wanted, next);
      if (turn !== this.#turn) return undefined;
      if (answer.kind !== 'here') return answer;
      fresh.push(...answer.value.contacts);
      next = answer.value.next;
      policy = answer.value.policy;
      const reached = fresh.at(-1);
      if (!next || !last || (reached && reached.start_ms <= last.start_ms)) break;
    }
    this.#owed = false;
    const reached = fresh.at(-1);
    const beyond =
      anew || !next || !reached
        ? []
        : this.all.slice(this.all.findIndex((c) => c.contact_id === reached.contact_id) + 1);
    const kept = beyond.length < this.all.length ? beyond : [];
    const seen = this.rows.map((contact) => contact.contact_id);
    const below = this.all.map((contact) => contact.contact_id).filter((id) => !seen.includes(id));
    const unread = below.filter((id) => !this.#held.includes(id));
    this.all = [...fresh, ...kept];
    if (kept.length === 0) {
      this.#next = next;
      this.older = next !== undefined;
    }
    this.policy = policy;
    const end = this.all.findIndex((contact) => contact.contact_id === last?.contact_id);
    if (anew || end < 0) this.#bottom = undefined;
    else if (end < this.all.length - 1) this.#bottom ??= last?.contact_id;
    // Below what is read, more may appear; above and within, nothing moves.
    this.#held = (anew || end < 0 ? [] : this.all.slice(0, end))
      .map((contact) => contact.contact_id)
      .filter((id) => !seen.includes(id) && !unread.includes(id));
    return undefined;
  }

  /** Shows the contacts that came since. */
  show(): void {
    this.#held = [];
  }

  /** Reads older ones: a page of them, or until a page of `verdict` was found. */
  more(ask: Ask, verdict: Verdict | null): Promise<Amiss> {
    const ready = this.all.length - this.rows.length - this.#held.length;
    this.#bottom = undefined;
    if (!verdict && ready >= page) return Promise.resolve(undefined);
    let found = 0;
    return this.#further(ask, verdict ? most : page, (contacts) => {
      found += verdict ? contacts.filter((c) => c.verdict === verdict).length : page;
      return found >= page;
    });
  }

  /** Reads back until the first contact of an issue is there. */
  async reach(ask: Ask, issue: string): Promise<Amiss> {
    const there = (contacts: readonly Shown[]) => contacts.some((c) => c.contact_id === issue);
    if (there(this.all)) return undefined;
    this.#bottom ??= this.all.at(-1)?.contact_id;
    return this.#further(ask, most, there);
  }

  async #further(
    ask: Ask,
    limit: number,
    enough: (contacts: readonly Shown[]) => boolean,
  ): Promise<Amiss> {
    if (this.reading || this.#owed) return undefined;
    this.reading = true;
    try {
      for (let pages = 0; pages < farthest && this.#next !== undefined; pages += 1) {
        const turn = ++this.#turn;
        const answer = await ask(limit, this.#next);
        if (turn !== this.#turn) return undefined;
        if (answer.kind !== 'here') return answer;
        const { contacts, next } = answer.value;
        this.all = [...this.all, ...contacts];
        this.#next = next;
        this.older = next !== undefined;
        if (enough(contacts)) break;
      }
      return undefined;
    } finally {
      this.reading = false;
    }
  }
}
