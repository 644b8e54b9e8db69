/**
 * The search as it is typed: no delay, and the newest question wins however late the answers
 * come. Local, so a failure is a fault of the desk and said as one.
 */
import type { Api } from '../api.ts';
import { problemOf } from '../api.ts';
import type { Found, Hit, Problem } from '../contract.ts';

/** While keys outrun the answers the list follows this often; drawing it oftener would hold up the keys. */
const followMs = 150;
/** How many hits are asked for: whoever needs the next one types another word. */
export const most = 20;

export class Finder {
  /** What stands in the field. */
  text = $state('');
  hits = $state.raw<Hit[]>([]);
  active = $state(0);
  queryId = $state<string | null>(null);
  suggestion = $state<string | null>(null);
  /** How the articles did, by id; only of those the store told of. */
  success = $state.raw<Found['success']>({});
  problem = $state.raw<Problem | null>(null);
  /** The text the hits are for. */
  answered = $state('');
  /** The text a contact came back with: its hits are not shown by themselves until somebody moves. */
  given: string | null = null;
  readonly #api: Api;
  readonly #lang: () => string;
  #asking = false;
  #coming: Promise<void> = Promise.resolve();
  /** When the list last changed, or keys began to outrun the answers. */
  #followed = 0;
  #cleared = 0;
  #remembered = '';

  constructor(api: Api, lang: () => string) {
    this.#api = api;
    this.#lang = lang;
  }

  get hit(): Hit | undefined {
    return this.hits[this.active];
  }

  /**
   * Asks for what was typed. One question at a time: keys that come before its answer would only
   * wait for one another, so the newest text is asked for when the answer is there. An answer to a
   * text that is no longer in the field is shown only when the list has stood still for a while.
   */
  async ask(text: string): Promise<void> {
    this.text = text;
    if (text.trim() === '') {
      this.#cleared += 1;
      this.#take(null, '');
    } else if (!this.#asking) {
      this.#followed = performance.now();
      await (this.#coming = this.#ask(text));
    }
  }

  /** The selected hit of what stands in the field, once that is answered. */
  async settled(): Promise<Hit | undefined> {
    if (this.text !== this.answered) await this.#coming;
    return this.hit;
  }

  async #ask(text: string): Promise<void> {
    this.#asking = true;
    const cleared = this.#cleared;
    try {
      const lang = this.#lang();
      const found = await this.#api.ask('search', { text, lang, typing: true, limit: most });
      const behind = this.text !== text && performance.now() - this.#followed < followMs;
      if (cleared === this.#cleared && !behind) this.#take(found, text);
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.#asking = false;
    if (this.text !== text && this.text.trim() !== '') await this.#ask(this.text);
  }

  /** What was typed led to an article: the desk remembers it among the searches. */
  remember(): void {
    const text = this.answered;
    if (text.trim() === '' || text === this.#remembered) return;
    this.#remembered = text;
    // Nothing waits for it and nothing is shown of it: the list stays as it was read.
    void this.#api
      .ask('search', { text, lang: this.#lang(), typing: false, limit: 1 })
      .catch((thrown: unknown) => (this.problem = problemOf(thrown)));
  }

  clear(): void {
    void this.ask('');
  }

  #take(found: Found | null, text: string): void {
    this.#followed = performance.now();
    this.hits = found?.hits ?? [];
    this.queryId = found?.query_id ?? null;
    this.suggestion = found?.suggestion ?? null;
    this.success = found?.success ?? {};
    this.active = 0;
    this.answered = text;
  }
}
