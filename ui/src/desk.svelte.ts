/**
 * What the window knows, and what an agent can do in it.
 *
 * Promises: every change of the draft goes to the desk by itself; a draft is never replaced before
 * the desk has it; nothing is recorded that the agent did not save. How it looks is not here.
 */
import { getContext, setContext } from 'svelte';
import { type Api, problemOf } from './api.ts';
import { Reader } from './article/reader.svelte.ts';
import type {
  ArticleTitle,
  Codes,
  Draft,
  Hit,
  Home,
  Knowledge,
  LinkVerdict,
  Problem,
  Saved,
  Settings,
  Start,
  Story,
  Sync,
} from './contract.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { I18n } from './i18n/i18n.svelte.ts';
import { chooseLang } from './i18n/languages.ts';
import type { Place } from './keymap.ts';
import { Finder } from './search/finder.svelte.ts';
import { type FormField, formFields, missing, outcomeOf, relevant } from './wrap-up/form.ts';
import { pathNames } from './wrap-up/reasons.ts';

export type Panel = 'settings' | 'help' | 'outbox';
export type Pane = 'search' | 'article' | 'customer' | 'form';

export interface Toast {
  text: string;
  saved: Saved | null;
}

const timeZoneOffset = (ms: number): number => new Date(ms).getTimezoneOffset();
const noCodes: Codes = {
  reasons: [],
  outcomes: [],
  root_causes: [],
  templates: [],
  directory: [],
  centre: {
    acw: { mode: 'target', limit_s: 120, warn_s: 20, extend_s: 60, extensions: 10 },
    mask: [],
    field: [],
  },
};
const readAfterMs = 2000;

export class Desk {
  readonly api: Api;
  readonly i18n = new I18n();
  readonly finder: Finder;
  readonly reader: Reader;
  readonly keeper: DraftKeeper;

  started = $state(false);
  version = $state('');
  settings = $state<Settings>({
    lang: null,
    theme: 'system',
    density: 'standard',
    arabic_digits: false,
    text_percent: 100,
    preview_ms: 120,
    repeat_window_h: 48,
    acw_target_s: 45,
    region: 'SE',
    agent: 'agent',
    agent_name: '',
    queue: null,
    pinned: [],
    store_url: null,
    motion: 'system',
    keys: {},
    sounds: false,
    software_rendering: false,
    intake: {
      http: true,
      http_port: 7172,
      links: true,
      from_store: true,
      agent: null,
      asterisk: null,
    },
    summary: { on: false, url: '', model: '', key_kept: false },
  });
  codes = $state.raw<Codes>(noCodes);
  draft = $state<Draft | null>(null);
  sync = $state.raw<Sync>({
    state: 'not_enrolled',
    waiting: 0,
    refused: 0,
    synced_ms: null,
    offline_since_ms: null,
  });
  knowledge = $state.raw<Knowledge>({ articles: 0, as_of_ms: null });
  home = $state.raw<Home | null>(null);
  pinned = $state.raw<ArticleTitle[]>([]);
  story = $state.raw<Story | null>(null);

  /** The desk's clock, once a second. */
  now = $state(Date.now());
  ready = $state(true);
  sinceMs = $state(Date.now());
  saving = $state(false);
  panel = $state<Panel | null>(null);
  pane = $state<Pane>('search');
  finding = $state(false);
  /** The form is open though the conversation goes on. */
  formOpen = $state(false);
  toast = $state.raw<Toast | null>(null);
  /** Fields the last attempt to save found empty. */
  asked = $state<FormField[]>([]);
  /** Something was damaged at start. */
  trouble = $state.raw<Problem | null>(null);
  /** Something did not work; shown until the next thing does. */
  problem = $state.raw<Problem | null>(null);
  /** Keystrokes are not being kept. */
  unkept = $state.raw<Problem | null>(null);
  /** The start itself failed. */
  broken = $state.raw<Problem | null>(null);
  /** For screen readers, once each. */
  said = $state('');

  #skew = 0;
  #storyAsked = 0;
  #noteAsked = 0;
  #storyTimer: ReturnType<typeof setTimeout> | undefined;
  #readTimer: ReturnType<typeof setTimeout> | undefined;
  #settingsTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api) {
    this.api = api;
    this.finder = new Finder(api, () => this.i18n.lang);
    this.reader = new Reader(api);
    this.keeper = new DraftKeeper({
      save: (draft) => api.ask('save_draft', draft),
      told: (problem) => (this.unkept = problem),
    });
  }

  get place(): Place {
    return this.draft ? this.draft.phase : 'idle';
  }

  get lang() {
    return this.i18n.lang;
  }

  // ---- start and stop -------------------------------------------------------------------

  async start(): Promise<void> {
    try {
      this.#begin(await this.api.ask('start', {}));
      await this.useLanguage();
      this.started = true;
      this.broken = null;
      if (this.draft) void this.#entered(this.draft);
      void this.refreshHome();
      void this.refreshPinned();
    } catch (thrown) {
      await this.useLanguage();
      this.broken = problemOf(thrown);
    }
  }

  #begin(start: Start): void {
    this.settings = start.settings;
    this.codes = start.codes;
    this.draft = start.draft;
    this.sync = start.sync;
    this.knowledge = start.knowledge;
    this.version = start.version;
    this.trouble = start.trouble;
    this.#skew = start.now_ms - Date.now();
    this.tick();
    this.sinceMs = this.now;
  }

  /** Keeps clock and events going until the returned function is called. */
  live(): () => void {
    const clock = setInterval(() => this.tick(), 1000);
    const stops = [
      this.api.on('sync_changed', (sync) => {
        const offline = sync.state === 'offline' && this.sync.state !== 'offline';
        if (offline) this.say(this.i18n.t('said-offline'));
        this.sync = sync;
        if (!this.draft) void this.refreshHome();
      }),
      this.api.on('knowledge_changed', (knowledge) => {
        this.knowledge = knowledge;
        void this.#refreshCodes();
        if (!this.draft) void this.refreshHome();
      }),
    ];
    const leave = () => void this.keeper.flush();
    const hidden = () => document.visibilityState === 'hidden' && leave();
    document.addEventListener('visibilitychange', hidden);
    window.addEventListener('pagehide', leave);
    return () => {
      clearInterval(clock);
      for (const stop of stops) stop();
      document.removeEventListener('visibilitychange', hidden);
      window.removeEventListener('pagehide', leave);
    };
  }

  tick(): void {
    this.now = Date.now() + this.#skew;
  }

  async useLanguage(): Promise<void> {
    const system = typeof navigator === 'undefined' ? [] : navigator.languages;
    await this.i18n.use(chooseLang(this.settings.lang, system), this.settings.arabic_digits);
  }

  say(text: string): void {
    this.said = text;
  }

  /** Runs a command of the desk; a failure is shown and answered with none. */
  async #try<T>(what: () => Promise<T>): Promise<T | null> {
    try {
      const done = await what();
      this.problem = null;
      return done;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return null;
    }
  }

  async refreshHome(): Promise<void> {
    const home = await this.#try(() => this.api.ask('home', {}));
    if (home) this.home = home;
  }

  /** The centre's lists may have come with the articles; what the agent chose stays. */
  async #refreshCodes(): Promise<void> {
    const start = await this.#try(() => this.api.ask('start', {}));
    if (start) this.codes = start.codes;
  }

  async refreshPinned(): Promise<void> {
    const ids = [...this.settings.pinned];
    this.pinned =
      ids.length === 0
        ? []
        : ((await this.#try(() => this.api.ask('titles', { ids, lang: this.lang }))) ?? []);
  }

  // ---- settings -------------------------------------------------------------------------

  /** Shows a setting at once and keeps it. */
  async set(change: Partial<Settings>): Promise<void> {
    Object.assign(this.settings, change);
    clearTimeout(this.#settingsTimer);
    this.#settingsTimer = setTimeout(() => {
      const settings = $state.snapshot(this.settings);
      void this.#try(() => this.api.ask('save_settings', settings));
    }, 200);
    if ('lang' in change || 'arabic_digits' in change) {
      await this.useLanguage();
      if (this.finder.text) void this.finder.ask(this.finder.text);
      void this.refreshHome();
      void this.refreshPinned();
      if (this.reader.view) void this.reader.open(this.reader.view.id, this.lang, null);
      void this.writeNote();
    }
  }

  async pin(id: string): Promise<void> {
    const now = this.settings.pinned;
    await this.set({ pinned: now.includes(id) ? now.filter((p) => p !== id) : [...now, id] });
    void this.refreshPinned();
  }

  // ---- the draft ------------------------------------------------------------------------

  /** Changes the draft and has it kept; `now` for what was decided rather than typed. */
  change(edit: (draft: Draft) => void, now = false): void {
    if (!this.draft || this.saving) return;
    edit(this.draft);
    this.keeper.change($state.snapshot(this.draft));
    if (now) void this.keeper.flush();
  }

  /** A draft takes the place of the present one, which the desk parks. */
  async #take(bring: () => Promise<Draft>): Promise<boolean> {
    if (this.draft && !(await this.keeper.flush())) {
      this.problem = this.unkept;
      return false;
    }
    const draft = await this.#try(bring);
    if (!draft) return false;
    this.draft = draft;
    this.asked = [];
    this.story = null;
    this.formOpen = false;
    await this.#entered(draft);
    return true;
  }

  async #entered(draft: Draft): Promise<void> {
    this.toast = null;
    void this.finder.ask(draft.query);
    const article = draft.attached ?? draft.opened.at(-1);
    if (article) void this.reader.open(article.id, article.lang, article.query_id);
    else this.reader.close();
    this.pane = draft.phase === 'wrap_up' ? 'form' : 'search';
    this.askStory(0);
    if (draft.phase === 'wrap_up') void this.writeNote();
  }

  startCall(): Promise<boolean> {
    return this.#take(() =>
      this.api.ask('start_call', { customer: null, channel: 'voice', initiated_by: 'customer' }),
    );
  }

  resume(contact_id: string): Promise<boolean> {
    return this.#take(() => this.api.ask('resume', { contact_id }));
  }

  correct(contact_id: string): Promise<boolean> {
    return this.#take(() => this.api.ask('correct', { contact_id }));
  }

  /** Takes the last save back; once it has left, opens it for correction instead. */
  async undo(): Promise<boolean> {
    const saved = this.toast?.saved;
    if (!saved) return false;
    this.tick();
    const contact_id = saved.contact_id;
    const command = this.now < saved.undo_until_ms ? 'undo' : 'correct';
    const done = await this.#take(() => this.api.ask(command, { contact_id }));
    if (done) this.say(this.i18n.t('said-undone'));
    return done;
  }

  async discard(contact_id: string): Promise<void> {
    const own = this.draft?.contact_id === contact_id;
    if (own) await this.keeper.forget();
    const done = await this.#try(() => this.api.ask('discard', { contact_id }));
    if (!done) {
      if (own && this.draft) this.keeper.change($state.snapshot(this.draft));
      return;
    }
    if (own) this.#idle(true);
    void this.refreshHome();
  }

  #idle(ready: boolean): void {
    this.draft = null;
    this.story = null;
    this.asked = [];
    this.ready = ready;
    this.tick();
    this.sinceMs = this.now;
    this.reader.close();
    this.finder.clear();
    this.pane = 'search';
  }

  setReady(): void {
    this.ready = true;
    this.sinceMs = this.now;
  }

  hold(): void {
    this.tick();
    this.change((draft) => {
      if (draft.held_since_ms === null) draft.held_since_ms = this.now;
      else {
        draft.hold_ms += Math.max(0, this.now - draft.held_since_ms);
        draft.held_since_ms = null;
      }
    }, true);
  }

  endConversation(): void {
    this.tick();
    this.change((draft) => {
      if (draft.held_since_ms !== null) {
        draft.hold_ms += Math.max(0, this.now - draft.held_since_ms);
        draft.held_since_ms = null;
      }
      draft.end_ms = this.now;
      draft.phase = 'wrap_up';
    }, true);
    this.pane = 'form';
    void this.writeNote();
  }

  setCustomer(customer: string): void {
    this.change((draft) => (draft.customer = customer));
    this.askStory(250);
  }

  // ---- story ----------------------------------------------------------------------------

  askStory(after: number): void {
    clearTimeout(this.#storyTimer);
    this.#storyTimer = setTimeout(() => void this.#askStory(), after);
  }

  async #askStory(): Promise<void> {
    const draft = this.draft;
    const number = ++this.#storyAsked;
    if (!draft || draft.customer.trim() === '') {
      this.story = null;
      return;
    }
    try {
      const story = await this.api.ask('story', {
        customer: draft.customer,
        reason: draft.reason ?? draft.attached?.reasons[0] ?? null,
        contact_id: draft.contact_id,
      });
      if (number !== this.#storyAsked || this.draft?.contact_id !== draft.contact_id) return;
      const first = story.warning && this.story?.warning?.last !== story.warning.last;
      this.story = story;
      if (first && story.warning) {
        const { times, days } = story.warning;
        this.say(this.i18n.t('story-warning', { times, days }));
      }
    } catch (thrown) {
      if (number === this.#storyAsked) this.problem = problemOf(thrown);
    }
  }

  /** The earlier contact that "same matter?" is about. */
  get earlier() {
    const { story } = this;
    return (
      story?.contacts.find((contact) => contact.contact_id === story.warning?.last) ??
      story?.contacts[0] ??
      null
    );
  }

  setSame(verdict: LinkVerdict | null): void {
    const { earlier } = this;
    if (!earlier) return;
    this.change((draft) => {
      if (verdict) draft.links[earlier.contact_id] = verdict;
      else delete draft.links[earlier.contact_id];
    }, true);
  }

  /** Not answered, same, different, and round again. */
  turnSame(): void {
    const { earlier, draft } = this;
    if (!earlier || !draft) return;
    const now = draft.links[earlier.contact_id];
    this.setSame(now === undefined ? 'same' : now === 'same' ? 'different' : null);
    const next = draft.links[earlier.contact_id];
    this.say(this.i18n.t(next === 'same' ? 'same-yes' : next ? 'same-no' : 'same-none'));
  }

  // ---- searching and reading ------------------------------------------------------------

  search(text: string): void {
    void this.finder.ask(text);
    this.change((draft) => (draft.query = text));
    if (text === '' && !this.draft) this.reader.close();
  }

  async openHit(hit: Hit): Promise<void> {
    const view = await this.reader.open(hit.id, hit.lang, this.finder.queryId);
    clearTimeout(this.#readTimer);
    if (view) this.#readTimer = setTimeout(() => this.wasRead(), readAfterMs);
  }

  async openArticle(id: string, lang = this.lang as string): Promise<void> {
    if (await this.reader.open(id, lang, null)) {
      this.wasRead();
      this.pane = 'article';
    }
  }

  /** The article was on the screen long enough, or something was done with it. */
  wasRead(): void {
    const { view, queryId } = this.reader;
    if (view && queryId) this.finder.remember();
    if (!view || !this.draft) return;
    const { id, version, lang } = view;
    const known = this.draft.opened.some(
      (o) => o.id === id && o.version === version && o.lang === lang,
    );
    if (known) return;
    this.change((draft) => draft.opened.push({ id, version, lang, query_id: queryId }));
  }

  async attach(): Promise<void> {
    if (!this.draft) return;
    const hit = this.finder.hit;
    // The chord may come before the preview: what is selected is what is meant.
    if (hit && !this.reader.view) await this.openHit(hit);
    const view = this.reader.view;
    if (!view) {
      this.say(this.i18n.t('attach-nothing'));
      return;
    }
    const off = this.draft.attached?.id === view.id;
    this.wasRead();
    const query_id = this.reader.queryId;
    this.change((draft) => {
      const { id, version, lang, title, reasons } = view;
      draft.attached = off ? null : { id, version, lang, title, reasons: [...reasons], query_id };
    }, true);
    this.say(this.i18n.t(off ? 'said-detached' : 'said-attached', { title: view.title }));
    this.askStory(0);
    void this.writeNote();
  }

  tickStep(number: number): void {
    const view = this.reader.view;
    if (!view || !this.draft) return;
    this.wasRead();
    this.change((draft) => {
      const done = draft.steps_done[view.id] ?? [];
      draft.steps_done[view.id] = done.includes(number)
        ? done.filter((n) => n !== number)
        : [...done, number].sort((a, b) => a - b);
    }, true);
    if (this.draft.attached?.id === view.id) void this.writeNote();
  }

  recordGap(): void {
    const text = this.finder.text.trim();
    if (!this.draft || text === '') return;
    if (!this.draft.gaps.includes(text)) this.change((draft) => draft.gaps.push(text), true);
    this.say(this.i18n.t('said-gap', { text }));
  }

  // ---- wrap-up --------------------------------------------------------------------------

  /** A field of the form, decided. */
  decide(edit: (draft: Draft) => void): void {
    this.change(edit, true);
    if (this.draft)
      this.asked = this.asked.filter((f) => missing(this.codes, this.draft!).includes(f));
    void this.writeNote();
  }

  setNote(text: string): void {
    this.change((draft) => {
      draft.note = text;
      draft.note_edited = true;
    });
  }

  /** Has the note made anew, unless the agent wrote in it. */
  async writeNote(template: string | null = null): Promise<void> {
    if (!this.draft || this.draft.phase !== 'wrap_up') return;
    if (this.draft.note_edited && template === null) return;
    const number = ++this.#noteAsked;
    const draft = relevant(this.codes, $state.snapshot(this.draft));
    try {
      const utc_offset_min = -timeZoneOffset(draft.follow_up?.due_ms ?? this.now);
      const note = await this.api.ask('note', { draft, lang: this.lang, template, utc_offset_min });
      if (number !== this.#noteAsked || this.draft?.contact_id !== draft.contact_id) return;
      if (this.draft.note_edited && template === null) return;
      this.change((now) => {
        // Nothing the agent wrote is replaced: a template then comes below it.
        const kept = now.note_edited && now.note.trim() !== '';
        now.note = kept ? `${now.note.trimEnd()}\n${note.text}` : note.text;
      });
    } catch (thrown) {
      if (number === this.#noteAsked) this.problem = problemOf(thrown);
    }
  }

  /** Saves the record. Answers with the first field to fill in, or none when it is done. */
  async save(ready: boolean): Promise<FormField | 'failed' | null> {
    if (!this.draft || this.saving) return 'failed';
    const empty = missing(this.codes, this.draft);
    this.asked = empty;
    const [first] = empty;
    if (first) {
      this.say(this.i18n.t('said-missing', { count: empty.length }));
      return first;
    }
    this.saving = true;
    const whole = $state.snapshot(this.draft);
    const draft = relevant(this.codes, whole);
    this.keeper.change(whole);
    await this.keeper.flush();
    const saved = await this.#try(() => this.api.ask('wrap_up', { draft }));
    if (saved) await this.keeper.forget();
    this.saving = false;
    if (!saved) {
      const field = formFields.find((name) => name === this.problem?.field);
      if (field) this.asked = [field];
      return field ?? 'failed';
    }
    const outcome = this.i18n.name(outcomeOf(this.codes, draft)?.names);
    const reason = draft.reason
      ? (pathNames(this.codes, draft.reason, this.lang).at(-1) ?? '')
      : '';
    const what = [outcome, reason].filter(Boolean).join(' · ');
    this.#idle(ready);
    this.toast = { text: this.i18n.t('toast-saved', { what }), saved };
    this.say(this.toast.text);
    void this.refreshHome();
    return null;
  }
}

const key = Symbol('desk');
export const provideDesk = (desk: Desk): Desk => setContext(key, desk);
export const useDesk = (): Desk => getContext<Desk>(key);
