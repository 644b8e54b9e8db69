/**
 * The board: what is looked at, what the store last said, and what is wrong, if anything.
 *
 * Promises: asks again every ten seconds while it is looked at; a failure keeps the last figures
 * and says since when; an answer to an older question is never shown.
 */
import { chooseLang, dirOf, formatLocale, type Lang } from '../i18n/languages.ts';
import { Texts } from '../i18n/texts.svelte.ts';
import type { Choices, Codes, Figures, Problem } from './answers.ts';
import { type Amiss, type Ask, Contacts } from './contacts.svelte.ts';
import english from './i18n/en.ftl?raw';
import type { Keys } from './i18n/keys.d.ts';
import { forgetKey, keepKey, takeKey } from './keys.ts';
import { Insights } from './insights.svelte.ts';
import { Names } from './names.ts';
import { Numbers } from './numbers.ts';
import { type Answer, StoreClient } from './store.ts';
import { Titles } from './titles.ts';
import {
  contactsQuery,
  figuresQuery,
  grainOf,
  readView,
  sameList,
  samePolicy,
  type View,
  writeView,
} from './view.ts';

const catalogues = import.meta.glob<string>(['./i18n/*.ftl', '!./i18n/en.ftl'], {
  query: '?raw',
  import: 'default',
});
const byName = Object.fromEntries(
  Object.entries(catalogues).map(([path, load]) => [path.replace('./i18n/', './'), load]),
);
// English comes with the script: there are always words to say what is wrong with.
byName['./en.ftl'] = () => Promise.resolve(english);

/** Teams are those that took contacts in the last four weeks. */
const lately = 28 * 24 * 3_600_000;

/** How often a board that is looked at asks again. */
const every = 10_000;

/** How often it asks which teams, queues and languages there are. */
const listsEvery = 5 * 60_000;

export const themes = ['system', 'light', 'dark'] as const;
export type BoardTheme = (typeof themes)[number];

export type Trouble =
  { kind: 'unreachable'; since: number } | { kind: 'problem'; problem: Problem };

export class Board {
  readonly texts = new Texts<Keys>(byName);
  readonly contacts = new Contacts();
  readonly insights = new Insights();
  readonly #titles = new Titles();
  readonly #page: Window;
  #store: StoreClient | undefined;
  #timer: number | undefined;
  #asked = 0;
  /** When the store last said what can be chosen from. */
  #listed = 0;

  view = $state.raw<View>(readView(''));
  theme = $state<BoardTheme>('system');
  /** No key yet, one that the store does not know, or one that is believed. */
  key = $state<'none' | 'wrong' | 'given'>('none');
  figures = $state.raw<Figures>();
  /** By what the figures on the screen go. */
  grain = $state<'day' | 'week'>('day');
  codes = $state.raw<Codes>();
  teams = $state.raw<readonly string[]>([]);
  choices = $state.raw<Choices>({ queues: [], languages: [] });
  /** What articles are called; one that is not here is shown by its number. */
  titled = $state.raw(this.#titles.known);
  trouble = $state.raw<Trouble>();
  /** Figures for the view are on their way, and those shown are of another. */
  changing = $state(false);
  /** Asked by hand, and not answered yet. */
  asking = $state(false);
  /** The words are there. */
  spoken = $state(false);
  /** The words of a language did not come. */
  partial = $state(false);
  /** When the store last answered. */
  answered = $state(Date.now());

  numbers = $derived(new Numbers(formatLocale(this.texts.lang, false)));
  names = $derived(new Names(this.codes));

  constructor(page: Window) {
    this.#page = page;
    this.view = readView(page.location.search);
    const theme = page.localStorage.getItem('firsthand.theme');
    this.theme = themes.find((name) => name === theme) ?? 'system';
  }

  /** Starts asking; what comes back stops it. */
  start(): () => void {
    const page = this.#page;
    const seen = () => {
      if (page.document.visibilityState === 'visible') void this.read();
    };
    const keyed = () => {
      const key = takeKey(page);
      if (key) this.open(key);
    };
    page.document.addEventListener('visibilitychange', seen);
    page.addEventListener('hashchange', keyed);
    void this.speak(
      chooseLang(
        this.view.lang ?? page.localStorage.getItem('firsthand.lang'),
        page.navigator.languages,
      ),
    );
    keyed();
    return () => {
      page.document.removeEventListener('visibilitychange', seen);
      page.removeEventListener('hashchange', keyed);
      page.clearTimeout(this.#timer);
    };
  }

  /** Shows the words of a language, and the page in its direction. */
  async speak(lang: Lang): Promise<void> {
    try {
      await this.texts.use(lang, false);
      this.partial = false;
    } catch {
      this.partial = true;
      if (!this.spoken) await this.texts.use('en', false);
    }
    const root = this.#page.document.documentElement;
    root.lang = this.texts.lang;
    root.dir = dirOf(this.texts.lang);
    this.#page.document.title = this.texts.t('page-title');
    this.spoken = true;
  }

  chooseLanguage(lang: Lang): void {
    this.#page.localStorage.setItem('firsthand.lang', lang);
    this.look({ lang });
    void this.speak(lang);
  }

  chooseTheme(theme: BoardTheme): void {
    this.theme = theme;
    this.#page.localStorage.setItem('firsthand.theme', theme);
  }

  /** Loads the page again: the key is kept in the tab, and the view stands in the address. */
  again(): void {
    this.#page.location.reload();
  }

  /** Tries a key. */
  open(key: string): void {
    keepKey(this.#page, key);
    this.#store = new StoreClient(key);
    this.key = 'given';
    this.figures = undefined;
    this.trouble = undefined;
    this.insights.forget();
    // Another key may be another centre's.
    this.choices = { queues: [], languages: [] };
    this.teams = [];
    void this.read(true);
  }

  /** Finds out what the articles on the screen are called. */
  entitle(articles: readonly string[]): void {
    if (!this.#store) return;
    void this.#titles
      .want(articles, this.texts.lang, this.#store)
      .then((more) => more && (this.titled = this.#titles.known));
  }

  /** Looks at something else. */
  look(change: Partial<View>): void {
    const view = { ...this.view, ...change };
    const same = samePolicy(view, this.view);
    const listed = sameList(view, this.view);
    const drawn = view.level === this.view.level;
    this.view = view;
    const { history, location } = this.#page;
    history.replaceState(null, '', location.pathname + writeView(view));
    if (!same) {
      this.changing = true;
      void this.read(true);
    } else if (!listed && this.#store) {
      void this.contacts
        .reload(this.#ask(this.#store))
        .then((amiss) => amiss && this.#heard(amiss));
    }
    if (same && !drawn) this.#draw(false);
  }

  /** Asks by hand. */
  async reload(): Promise<void> {
    this.asking = true;
    this.#listed = 0;
    this.#draw(true);
    await this.read();
    this.contacts.show();
    this.asking = false;
  }

  /** Asks the store for everything on the screen; `anew` when it is about something else. */
  async read(anew = false): Promise<void> {
    const store = this.#store;
    if (!store) return;
    const page = this.#page;
    page.clearTimeout(this.#timer);
    const asked = ++this.#asked;
    if (anew) this.#listed = 0;
    void this.#lists(store);
    const grain = grainOf(this.view);
    const policy = figuresQuery(this.view, Date.now());
    const ask = this.#ask(store);
    const contacts = () =>
      anew
        ? this.contacts.reload(ask)
        : this.contacts.reading
          ? undefined
          : this.contacts.refresh(ask);
    const [figures, list, codes] = await Promise.all([
      store.figures(policy),
      contacts(),
      store.codes(),
    ]);
    if (asked !== this.#asked) return;
    if (codes.kind === 'here') this.codes = codes.value;
    if (figures.kind === 'here') {
      this.figures = figures.value;
      this.grain = grain;
      this.changing = false;
      this.#draw(false);
    }
    this.#heard(figures.kind === 'here' ? (list ?? figures) : figures);
    if (this.key !== 'given') return;
    page.clearTimeout(this.#timer);
    this.#timer = page.setTimeout(() => {
      // One that is not looked at asks when it is again.
      if (page.document.visibilityState === 'visible') void this.read();
    }, every);
  }

  /** Reads what can be chosen from, where that is due. Without an answer what there was stays. */
  async #lists(store: StoreClient): Promise<void> {
    const now = Date.now();
    if (now - this.#listed < listsEvery) return;
    this.#listed = now;
    const [choices, teams] = await Promise.all([store.choices(), store.teams(now - lately)]);
    if (store !== this.#store) return;
    this.choices = choices ?? this.choices;
    this.teams = teams ?? this.teams;
    // What failed is asked for again with the next look.
    if (!choices || !teams) this.#listed = 0;
  }

  more(): void {
    void this.#further((ask) => this.contacts.more(ask, this.view.verdict));
  }

  reach(issue: string): void {
    void this.#further((ask) => this.contacts.reach(ask, issue));
  }

  async #further(read: (ask: Ask) => Promise<Amiss>): Promise<void> {
    if (!this.#store) return;
    const amiss = await read(this.#ask(this.#store));
    if (amiss) this.#heard(amiss);
  }

  /** Reads what is drawn beside the figures, where that is due; with those of another view it waits. */
  #draw(anew: boolean): void {
    if (this.#store && !this.changing)
      void this.insights.read(this.#store, this.view, Date.now(), anew);
  }

  #ask(store: StoreClient): Ask {
    const policy = contactsQuery(this.view, Date.now());
    return (limit, before) => store.contacts(policy, limit, before);
  }

  #heard(answer: Answer<unknown>): void {
    switch (answer.kind) {
      case 'here':
        this.trouble = undefined;
        this.answered = Date.now();
        break;
      case 'stranger':
        forgetKey(this.#page);
        this.#store = undefined;
        this.key = 'wrong';
        this.figures = undefined;
        break;
      case 'unreachable':
        if (this.trouble?.kind !== 'unreachable') {
          this.trouble = { kind: 'unreachable', since: this.figures ? this.answered : Date.now() };
        }
        break;
      case 'problem':
        this.trouble = { kind: 'problem', problem: answer.problem };
        break;
    }
  }
}
