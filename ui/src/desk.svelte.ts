/**
 * What the window knows: the draft, the clock, the settings, how it stands with the store. What an
 * agent does is with its parts: `talk`, `reading`, `telling`, `record`.
 *
 * Promises: every change of the draft goes to the desk by itself. How it looks is not here.
 */
import { getContext, setContext } from 'svelte';
import { type Api, problemOf } from './api.ts';
import { Reader } from './article/reader.svelte.ts';
import { Reading } from './article/reading.svelte.ts';
import { Limit } from './call/limit.svelte.ts';
import { Telephone } from './call/telephone.svelte.ts';
import { Talk } from './call/talk.svelte.ts';
import type {
  ArticleTitle,
  Codes,
  Draft,
  DueFollowUp,
  Home,
  IntakeState,
  Knowledge,
  Problem,
  QueueId,
  ReasonLeaf,
  Settings,
  Start,
  Sync,
} from './contract.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { I18n } from './i18n/i18n.svelte.ts';
import { chooseLang } from './i18n/languages.ts';
import type { KeyChanges, Place } from './keymap.ts';
import { keys } from './keys.svelte.ts';
import { Finder } from './search/finder.svelte.ts';
import { Suggesting } from './search/suggesting.svelte.ts';
import { SettingsKeeper } from './settings/settings-keeper.svelte.ts';
import type { Sound } from './sound.ts';
import { Telling } from './story/telling.svelte.ts';
import { usual } from './usual.ts';
import { fold } from './wrap-up/reasons.ts';
import { WrapUpRecord } from './wrap-up/record.svelte.ts';

export type Panel = 'settings' | 'help' | 'outbox';
export type Pane = 'search' | 'article' | 'customer' | 'form';

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

export class Desk {
  readonly api: Api;
  readonly i18n = new I18n();
  readonly finder: Finder;
  readonly reader: Reader;
  readonly keeper: DraftKeeper;
  readonly talk = new Talk(this);
  readonly limit = new Limit(this);
  readonly telephone = new Telephone(this);
  readonly suggesting = new Suggesting(this);
  readonly reading = new Reading(this);
  readonly telling = new Telling(this);
  readonly record = new WrapUpRecord(this);
  readonly settingsKeeper = new SettingsKeeper(this);

  started = $state(false);
  version = $state('');
  settings = $state<Settings>(structuredClone(usual));
  codes = $state.raw<Codes>(noCodes);
  /** The window of the repeat warning, where the centre decides it. */
  teamWindow = $state<number | null>(null);
  draft = $state<Draft | null>(null);
  sync = $state.raw<Sync>({
    state: 'not_enrolled',
    waiting: 0,
    refused: 0,
    synced_ms: null,
    offline_since_ms: null,
  });
  knowledge = $state.raw<Knowledge>({ articles: 0, as_of_ms: null });
  /** How it stands where calls come in. */
  intake = $state.raw<IntakeState>({ port: null, taken: false, exchange: 'none', why: null });
  home = $state.raw<Home | null>(null);
  pinned = $state.raw<ArticleTitle[]>([]);
  /** Promises that came due since the window opened, first first. */
  reminders = $state.raw<DueFollowUp[]>([]);
  /** The reasons that can be chosen, in the language of the screen. */
  reasons = $state.raw<ReasonLeaf[]>([]);

  /** The desk's clock, once a second. */
  now = $state(Date.now());
  panel = $state<Panel | null>(null);
  pane = $state<Pane>('search');
  finding = $state(false);
  /** The menu of what is wrong with the article is open. */
  flagging = $state(false);
  /** The form is open though the conversation goes on. */
  formOpen = $state(false);
  /** Something was damaged at start. */
  trouble = $state.raw<Problem | null>(null);
  /** Something did not work; shown until the next thing does. */
  problem = $state.raw<Problem | null>(null);
  /** Fields of the draft in which the desk hid something before it wrote. */
  masked = $state.raw<readonly string[]>([]);
  /** Keystrokes are not being kept. */
  unkept = $state.raw<Problem | null>(null);
  /** The start itself failed. */
  broken = $state.raw<Problem | null>(null);
  /** For screen readers, once each. */
  said = $state('');

  #skew = 0;

  constructor(api: Api) {
    this.api = api;
    this.finder = new Finder(api, () => this.i18n.lang);
    this.reader = new Reader(api);
    this.keeper = new DraftKeeper({
      save: async (draft) => {
        const { masked } = await api.ask('save_draft', draft);
        if (this.draft?.contact_id === draft.contact_id) this.masked = masked;
      },
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
      if (this.draft) this.talk.entered(this.draft);
      void this.refreshHome();
      void this.refreshPinned();
      void this.refreshReasons();
    } catch (thrown) {
      await this.useLanguage();
      this.broken = problemOf(thrown);
    }
  }

  #begin(start: Start): void {
    this.settingsKeeper.took(start.settings);
    this.telephone.calls = start.calls;
    this.#lists(start);
    this.draft = start.draft;
    this.sync = start.sync;
    this.intake = start.intake;
    this.knowledge = start.knowledge;
    this.version = start.version;
    this.trouble = start.trouble;
    this.#skew = start.now_ms - Date.now();
    this.tick();
    this.talk.sinceMs = this.now;
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
      this.api.on('calls_changed', (calls) => this.telephone.changed(calls)),
      this.api.on('draft_changed', (changed) => this.telephone.draftChanged(changed)),
      this.api.on('suggested', (found) => this.suggesting.take(found)),
      this.api.on('reminder', (due) => this.#remind(due)),
      this.api.on('intake_changed', (intake) => (this.intake = intake)),
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
    this.limit.tick();
  }

  async useLanguage(): Promise<void> {
    const system = typeof navigator === 'undefined' ? [] : navigator.languages;
    await this.i18n.use(chooseLang(this.settings.lang, system), this.settings.arabic_digits);
  }

  say(text: string): void {
    // The same words again are no change that anybody would hear of.
    this.said = text === this.said ? `${text}\u200b` : text;
  }

  /** Runs a command of the desk; a failure is shown and answered with none. */
  async attempt<T>(what: () => Promise<T>): Promise<T | null> {
    try {
      const done = await what();
      this.problem = null;
      return done;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return null;
    }
  }

  /** The same for what nobody pressed a key for: that it works takes no message from the screen. */
  async look<T>(what: () => Promise<T>): Promise<T | null> {
    try {
      return await what();
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return null;
    }
  }

  async refreshHome(): Promise<void> {
    const { lang } = this;
    const home = await this.look(() => this.api.ask('home', { lang }));
    if (home && lang === this.lang) this.home = home;
  }

  /** The centre's lists may have come with the articles; what the agent chose stays. */
  async #refreshCodes(): Promise<void> {
    const start = await this.look(() => this.api.ask('start', {}));
    if (start) this.#lists(start);
    void this.refreshReasons();
  }

  #lists(start: Start): void {
    this.codes = start.codes;
    this.teamWindow = start.team_window_h;
  }

  #remind(due: DueFollowUp): void {
    this.reminders = [
      ...this.reminders.filter((other) => other.contact_id !== due.contact_id),
      due,
    ];
    this.say(this.i18n.t('reminder-said', { time: this.i18n.format.time(due.due_ms) }));
    this.sound('reminder');
    if (!this.draft) void this.refreshHome();
  }

  dismissReminder(contact_id: string): void {
    this.reminders = this.reminders.filter((due) => due.contact_id !== contact_id);
  }

  /** A queue as people say it: the centre's name for it, else its id as words. */
  queueName(queue: QueueId): string {
    const own = this.codes.directory.find((there) => there.queue === queue);
    const words = queue.charAt(0).toUpperCase() + queue.slice(1).replaceAll('-', ' ');
    return this.i18n.name(own?.names) || words;
  }

  /** Only where the agent wants sounds. */
  sound(of: Sound): void {
    if (this.settings.sounds) void import('./sound.ts').then(({ playSound }) => playSound(of));
  }

  async refreshReasons(): Promise<void> {
    const { lang } = this;
    const leaves = await this.look(() => this.api.ask('reasons', { lang }));
    if (leaves && lang === this.lang)
      this.reasons = leaves.map((leaf) => ({ ...leaf, words: fold(leaf.words) }));
  }

  async refreshPinned(): Promise<void> {
    this.pinned = await this.reading.titles(this.settings.pinned);
  }

  // ---- settings -------------------------------------------------------------------------

  /** Shows a setting at once and keeps it. */
  async set(change: Partial<Settings>): Promise<void> {
    this.settingsKeeper.change(Object.keys(change) as (keyof Settings)[]);
    await this.show(change);
  }

  /** Settings that changed without the window: the desk has them. */
  async refreshSettings(): Promise<void> {
    const start = await this.look(() => this.api.ask('start', {}));
    if (start) this.settingsKeeper.took(start.settings);
  }

  /** Has the window look as these settings want it. */
  async show(change: Partial<Settings>): Promise<void> {
    const before = this.settings.lang;
    const digits = this.settings.arabic_digits;
    Object.assign(this.settings, change);
    if (change.keys) {
      keys.changes = Object.fromEntries(
        Object.entries(change.keys).map(([id, chords]) => [id, chords?.[0] ?? null]),
      );
    }
    if (!this.started) return;
    if (this.settings.lang !== before || this.settings.arabic_digits !== digits) {
      await this.useLanguage();
      if (this.finder.text) void this.finder.ask(this.finder.text);
      void this.refreshHome();
      void this.refreshPinned();
      void this.refreshReasons();
      if (this.reader.view) void this.reader.open(this.reader.view.id, this.lang, null);
      void this.record.writeNote();
    }
  }

  /** Gives commands other keys, at once and for good. */
  async setKeys(changes: KeyChanges): Promise<void> {
    const lists = Object.entries(changes).map(([id, chord]) => [id, chord ? [chord] : []]);
    await this.set({ keys: Object.fromEntries(lists) as Settings['keys'] });
  }

  // ---- the draft ------------------------------------------------------------------------

  /** Changes the draft and has it kept; `now` for what was decided rather than typed. */
  change(edit: (draft: Draft) => void, now = false): void {
    if (!this.draft || this.record.saving) return;
    this.limit.extend();
    edit(this.draft);
    this.keeper.change($state.snapshot(this.draft));
    if (now) void this.keeper.flush();
  }
}

const key = Symbol('desk');
export const provideDesk = (desk: Desk): Desk => setContext(key, desk);
export const useDesk = (): Desk => getContext<Desk>(key);
