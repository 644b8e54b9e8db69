/** What the desk in memory holds, how it answers, and its line to the store. */
import type { Api } from '../api.ts';
import type {
  Commands,
  Draft,
  DueFollowUp,
  Events,
  IntakeState,
  LastContact,
  LiveCall,
  Problem,
  Refused,
  Settings,
  Story,
  Suggestions,
  Sync,
} from '../contract.ts';
import { articles } from './articles.ts';
import { codes as centreCodes } from './codes.ts';
import { usual } from '../usual.ts';
import { defaults, searched } from './defaults.ts';
import { minute } from './story.ts';

/** What a test can order. */
export interface Faults {
  offline: boolean;
  /** Commands that fail, by name. */
  failing: { [name in keyof Commands]?: Problem };
  /** How long an answer takes, drawn anew each time. */
  delay: () => number;
}

/** Every command has its method; the last class of the chain is held to it. */
export type Answers = {
  [K in keyof Commands as `_${K}`]: (request: Commands[K][0]) => Commands[K][1];
};

export abstract class Memory implements Api {
  readonly faults: Faults = { offline: false, failing: {}, delay: () => 0 };
  settings: Settings;
  /** The centre's lists; a test may give it others. */
  codes = structuredClone(centreCodes);
  /** The repeat window, where the centre decides it. */
  teamWindow: number | null = null;
  intake: IntakeState = { port: 7172, taken: false, exchange: 'none', why: null };
  draft: Draft | null = null;
  calls: LiveCall[] = [];
  suggestions: Suggestions | null = null;
  /** Follow-ups that are due, or will be. */
  due: DueFollowUp[] = [];
  /** Every draft handed over, for tests. */
  readonly kept: Draft[] = [];
  readonly asked: [keyof Commands, unknown][] = [];
  readonly sent: string[] = [];
  refused: Refused[] = [];
  trouble: Problem | null = null;
  undoMs = 10_000;
  /** How many hits a search answers with. */
  shown = 8;
  /** The lot falls on the customer. */
  invites = false;
  signedOut = false;
  /** What a test wants the story to say besides. */
  told: Partial<Story> = {};
  protected outbox = new Map<string, { draft: Draft; until: number }>();
  protected saved = new Map<string, Draft>();
  protected parked: Draft[] = [];
  protected last: LastContact[] = [];
  protected searches: string[];
  protected offlineSince: number | null = null;
  #handlers: { [K in keyof Events]: Set<(payload: Events[K]) => void> } = {
    sync_changed: new Set(),
    knowledge_changed: new Set(),
    calls_changed: new Set(),
    draft_changed: new Set(),
    suggested: new Set(),
    reminder: new Set(),
    intake_changed: new Set(),
  };
  protected count = 0;
  protected readonly now: () => number;

  constructor(settings: Partial<Settings> = {}, now: () => number = Date.now) {
    this.settings = { ...defaults, ...settings };
    this.now = now;
    this.searches = [searched[this.settings.lang ?? 'en'] ?? 'router', 'F-31'];
  }

  async ask<K extends keyof Commands>(name: K, request: Commands[K][0]): Promise<Commands[K][1]> {
    this.asked.push([name, structuredClone(request)]);
    const delay = this.faults.delay();
    if (delay > 0) await new Promise((done) => setTimeout(done, delay));
    const fault = this.faults.failing[name];
    if (fault) throw fault;
    const answers = this as unknown as Answers;
    const answer = (answers[`_${name}`] as (r: Commands[K][0]) => Commands[K][1]).call(
      this,
      request,
    );
    return structuredClone(answer);
  }

  on<K extends keyof Events>(event: K, handler: (payload: Events[K]) => void): () => void {
    this.#handlers[event].add(handler);
    return () => this.#handlers[event].delete(handler);
  }

  /** Says something to the window, as the desk does without being asked. */
  tell<K extends keyof Events>(event: K, payload: Events[K]): void {
    for (const handler of this.#handlers[event]) handler(structuredClone(payload));
  }

  /** Cuts the line, or mends it; what waited is then sent, once. */
  cut(offline: boolean): void {
    this.faults.offline = offline;
    this.offlineSince = offline ? this.now() : null;
    this.carry();
  }

  protected tellSync(): void {
    this.tell('sync_changed', this._sync());
  }

  protected carry(): void {
    if (!this.faults.offline && !this.signedOut) {
      for (const [id, line] of this.outbox) {
        if (line.until > this.now()) continue;
        this.outbox.delete(id);
        this.sent.push(id);
      }
    }
    this.tellSync();
  }

  /** What is due now leaves; for tests that do not wait for the clock. */
  carryAll(): void {
    for (const line of this.outbox.values()) line.until = 0;
    this.carry();
  }

  _start() {
    return {
      settings: this.settings,
      codes: this.codes,
      team_window_h: this.teamWindow,
      draft: this.draft,
      calls: this.calls,
      sync: this._sync(),
      intake: this.intake,
      knowledge: { articles: articles.length, as_of_ms: this.now() - 20 * minute },
      now_ms: this.now(),
      version: '0.1.0',
      trouble: this.trouble,
    };
  }

  _sync(): Sync {
    const waiting = this.outbox.size;
    return {
      state: this.signedOut
        ? 'signed_out'
        : this.faults.offline
          ? 'offline'
          : waiting > 0
            ? 'sending'
            : 'synced',
      waiting,
      refused: this.refused.length,
      synced_ms: this.now() - 2 * minute,
      offline_since_ms: this.offlineSince,
    };
  }

  _sync_now(): Record<string, never> {
    this.carry();
    return {};
  }

  _refused(): Refused[] {
    return this.refused;
  }

  _send_again({ contact_id }: Commands['send_again'][0]): Record<string, never> {
    this.refused = this.refused.filter((r) => r.contact_id !== contact_id);
    this.sent.push(contact_id);
    this.tellSync();
    return {};
  }

  /** Some of what the desk checks, and what only its other commands change. */
  _save_settings(settings: Settings): Record<string, never> {
    const refuse = (field: string) => {
      throw { code: 'invalid', message: 'It is missing.', field } satisfies Problem;
    };
    const { intake, summary } = settings;
    if (intake.asterisk && intake.asterisk.user === '') refuse('intake.asterisk.user');
    if (summary.on && summary.url === '') refuse('summary.url');
    const { store_url, agent, summary: kept } = this.settings;
    this.settings = {
      ...settings,
      store_url,
      agent: settings.agent === usual.agent ? agent : settings.agent,
      summary: { ...summary, key_kept: kept.key_kept },
    };
    return {};
  }

  _set_secret({ name, value }: Commands['set_secret'][0]): Record<string, never> {
    if (name === 'summary') this.settings.summary.key_kept = value !== null;
    return {};
  }

  _enrol({ code, url }: Commands['enrol'][0]): Record<string, never> {
    if (code.trim().length < 4) {
      throw {
        code: 'unauthorized',
        message: 'The store does not know this code. Nothing was changed; ask for a new one.',
      } satisfies Problem;
    }
    const { agent } = this.settings;
    const named = agent === usual.agent ? 'desk-7' : agent;
    this.settings = { ...this.settings, store_url: url, agent: named };
    this.tellSync();
    return {};
  }
}
