/** What articles are called, in the language of the page: asked for as they come onto the screen. */
import type { Titled } from './answers.ts';
import type { StoreClient } from './store.ts';

/** So many are asked for at a time: their numbers are in the address, which may not be long. */
const most = 100;

export class Titles {
  /** By the article's number. */
  known: ReadonlyMap<string, Titled> = new Map();
  #asked = new Set<string>();
  #lang = '';

  /**
   * Asks for those that were not asked for in this language; again, next time, where the store did
   * not answer. True when more is known.
   */
  async want(articles: readonly string[], lang: string, store: StoreClient): Promise<boolean> {
    if (lang !== this.#lang) {
      // The titles so far stay until there are others.
      this.#lang = lang;
      this.#asked = new Set();
    }
    const asked = this.#asked;
    const news = articles.filter((article) => !asked.has(article));
    let more = false;
    for (let at = 0; at < news.length; at += most) {
      const some = news.slice(at, at + most);
      some.forEach((article) => asked.add(article));
      const titles = await store.titles(lang, some);
      if (asked !== this.#asked) return false;
      if (titles) {
        this.known = new Map([
          ...this.known,
          ...titles.map((title): [string, Titled] => [title.article, title]),
        ]);
        more = true;
      } else some.forEach((article) => asked.delete(article));
    }
    return more;
  }
}
