/** The article on the screen. Of two asked for, the later one stays. */
import type { Api } from '../api.ts';
import { problemOf } from '../api.ts';
import type { ArticleView, Problem } from '../contract.ts';
import { wall } from './wall.ts';

export class Reader {
  view = $state.raw<ArticleView | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Its earlier versions are shown. */
  past = $state(false);
  /** The search that led here. */
  queryId: string | null = null;
  readonly #api: Api;
  #wanted = '';
  #asked = 0;
  #coming: Promise<ArticleView | null> = Promise.resolve(null);

  constructor(api: Api) {
    this.#api = api;
  }

  /** Whether this article is shown or on its way. */
  wants(id: string, lang: string): boolean {
    return this.#wanted === `${id} ${lang}`;
  }

  async open(id: string, lang: string, queryId: string | null): Promise<ArticleView | null> {
    if (this.wants(id, lang) && this.view?.id === id) {
      this.queryId = queryId ?? this.queryId;
      return this.view;
    }
    // Asked for twice at once (a preview, and a key that cannot wait for it), it comes once.
    if (!this.wants(id, lang)) this.#coming = this.#fetch(id, lang, queryId);
    return this.#coming;
  }

  async #fetch(id: string, lang: string, queryId: string | null): Promise<ArticleView | null> {
    const number = ++this.#asked;
    this.#wanted = `${id} ${lang}`;
    try {
      const [view] = await Promise.all([this.#api.ask('article', { id, lang }), wall()]);
      if (number !== this.#asked) return null;
      this.view = view;
      this.past = false;
      this.queryId = queryId;
      this.problem = null;
      return view;
    } catch (thrown) {
      if (number !== this.#asked) return null;
      this.#wanted = '';
      this.problem = problemOf(thrown);
      return null;
    }
  }

  close(): void {
    this.#asked += 1;
    this.#wanted = '';
    this.view = null;
    this.problem = null;
    this.queryId = null;
  }
}
