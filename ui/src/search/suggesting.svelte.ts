/**
 * What comes by itself while they talk: at most three articles, of which nothing is opened and
 * nothing moves until the agent says so.
 */
import type { SuggestedArticle, Suggestions } from '../contract.ts';
import type { Desk } from '../desk.svelte.ts';

export class Suggesting {
  articles = $state.raw<readonly SuggestedArticle[]>([]);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async ask(): Promise<void> {
    const found = await this.#desk.look(() => this.#desk.api.ask('suggestions', {}));
    if (found) this.take(found);
  }

  take({ contact_id, articles }: Suggestions): void {
    if (this.#desk.draft?.contact_id !== contact_id) return;
    const fresh = articles[0]?.hit.id !== this.articles[0]?.hit.id;
    this.articles = articles;
    const [first] = articles;
    if (fresh && first) {
      this.#desk.say(this.#desk.i18n.t('suggest-said', { title: first.hit.title }));
    }
  }

  clear(): void {
    this.articles = [];
  }

  async open(at: number): Promise<boolean> {
    const hit = this.articles[at]?.hit;
    if (!hit) return false;
    await this.#desk.reading.openArticle(hit.id, hit.lang);
    return true;
  }

  /** A thumb for the suggested article on the screen, else for the first; again takes it back. */
  async rate(good: boolean, id?: string): Promise<boolean> {
    const desk = this.#desk;
    const shown = id ?? desk.reader.view?.id;
    const meant = this.articles.find((a) => a.hit.id === shown) ?? this.articles[0];
    if (!meant || !desk.draft) return false;
    const said = meant.good === good ? null : good;
    const rate = { contact_id: desk.draft.contact_id, id: meant.hit.id, good: said };
    if ((await desk.attempt(() => desk.api.ask('rate', rate))) === null) return false;
    const { id: rated } = meant.hit;
    this.articles = this.articles.map((a) => (a.hit.id === rated ? { ...a, good: said } : a));
    desk.say(desk.i18n.t(said === null ? 'suggest-none' : said ? 'suggest-good' : 'suggest-bad'));
    return true;
  }
}
