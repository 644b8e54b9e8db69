/** A desk in memory: same contract, no disk, no network, with faults to order. */
import type { Api } from '../api.ts';
import type {
  ArticleTitle,
  Commands,
  Draft,
  DueFollowUp,
  Events,
  Home,
  IntakeState,
  Kept,
  LastContact,
  LiveCall,
  Problem,
  ReasonHelp,
  Refused,
  Revision,
  Settings,
  Story,
  Suggestions,
  Sync,
} from '../contract.ts';
import { hide } from '../wrap-up/masking.ts';
import { articleIn, articles, find, successOf, titleOf, viewOf } from './articles.ts';
import { codes as centreCodes, leavesIn } from './codes.ts';
import { fresh } from './draft.ts';
import { noteFor } from './note.ts';
import { day, digitsOf, hour, minute, noStory, storyOf } from './story.ts';
import { answered, ringing } from './telephone.ts';

export const defaults: Settings = {
  lang: null,
  theme: 'system',
  density: 'standard',
  arabic_digits: false,
  text_percent: 100,
  preview_ms: 120,
  repeat_window_h: 48,
  acw_target_s: 45,
  region: 'SE',
  agent: 'a7',
  agent_name: 'A. Khan',
  queue: 'broadband-support',
  pinned: ['KB-1217', 'KB-1291'],
  store_url: 'https://store.example:7171',
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
};

export const people: Record<string, string> = {
  en: 'Sara Lindqvist',
  sv: 'Sara Lindqvist',
  'zh-Hans': '王晓明',
  'zh-Hant': '陳怡君',
  ar: 'سارة الخطيب',
};

/** What a test can order. */
export interface Faults {
  offline: boolean;
  /** Commands that fail, by name. */
  failing: { [name in keyof Commands]?: Problem };
  /** How long an answer takes, drawn anew each time. */
  delay: () => number;
}

export class MemoryDesk implements Api {
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
  #outbox = new Map<string, { draft: Draft; until: number }>();
  #saved = new Map<string, Draft>();
  #parked: Draft[] = [];
  #last: LastContact[] = [];
  #searches: string[] = ['router reset', 'F-31'];
  #offlineSince: number | null = null;
  #handlers: { [K in keyof Events]: Set<(payload: Events[K]) => void> } = {
    sync_changed: new Set(),
    knowledge_changed: new Set(),
    calls_changed: new Set(),
    draft_changed: new Set(),
    suggested: new Set(),
    reminder: new Set(),
    intake_changed: new Set(),
  };
  #count = 0;
  readonly #now: () => number;

  constructor(settings: Partial<Settings> = {}, now: () => number = Date.now) {
    this.settings = { ...defaults, ...settings };
    this.#now = now;
  }

  async ask<K extends keyof Commands>(name: K, request: Commands[K][0]): Promise<Commands[K][1]> {
    this.asked.push([name, structuredClone(request)]);
    const delay = this.faults.delay();
    if (delay > 0) await new Promise((done) => setTimeout(done, delay));
    const fault = this.faults.failing[name];
    if (fault) throw fault;
    const answer = (this[`_${name}`] as (r: Commands[K][0]) => Commands[K][1]).call(this, request);
    return structuredClone(answer);
  }

  on<K extends keyof Events>(event: K, handler: (payload: Events[K]) => void): () => void {
    this.#handlers[event].add(handler);
    return () => this.#handlers[event].delete(handler);
  }

  /** Cuts the line, or mends it; what waited is then sent, once. */
  cut(offline: boolean): void {
    this.faults.offline = offline;
    this.#offlineSince = offline ? this.#now() : null;
    this.#carry();
  }

  /** Says something to the window, as the desk does without being asked. */
  tell<K extends keyof Events>(event: K, payload: Events[K]): void {
    for (const handler of this.#handlers[event]) handler(structuredClone(payload));
  }

  #tellSync(): void {
    this.tell('sync_changed', this._sync());
  }

  #carry(): void {
    if (!this.faults.offline && !this.signedOut) {
      for (const [id, line] of this.#outbox) {
        if (line.until > this.#now()) continue;
        this.#outbox.delete(id);
        this.sent.push(id);
      }
    }
    this.#tellSync();
  }

  /** What is due now leaves; for tests that do not wait for the clock. */
  carryAll(): void {
    for (const line of this.#outbox.values()) line.until = 0;
    this.#carry();
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
      knowledge: { articles: articles.length, as_of_ms: this.#now() - 20 * minute },
      now_ms: this.#now(),
      version: '0.1.0',
      trouble: this.trouble,
    };
  }

  _search({ text, lang, typing }: Commands['search'][0]) {
    if (!typing) this.#searches = [text, ...this.#searches.filter((s) => s !== text)].slice(0, 8);
    const hits = find(text, lang, this.shown);
    return {
      query_id: `q${(this.#count += 1)}`,
      hits,
      success: Object.fromEntries(hits.map((hit) => [hit.id, successOf(hit.id)])),
      suggestion: hits.length === 0 ? 'router' : null,
      took_us: 300,
    };
  }

  _article({ id, lang }: Commands['article'][0]) {
    const article = articleIn(id, lang);
    if (!article)
      throw { code: 'not_found', message: `${id} is not on this desk.` } satisfies Problem;
    return viewOf(article);
  }

  _titles({ ids, lang }: Commands['titles'][0]): ArticleTitle[] {
    return ids.flatMap((id) => {
      const found = articleIn(id, lang);
      return found ? [titleOf(found)] : [];
    });
  }

  _start_call({ customer, channel, initiated_by }: Commands['start_call'][0]): Draft {
    if (this.draft) this.#parked.push(this.draft);
    const n = (this.#count += 1);
    const id = `0193f000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    this.draft = fresh(id, this.#now(), {
      customer: customer ?? '',
      queue: this.settings.queue,
      channel,
      initiated_by,
    });
    return this.draft;
  }

  /** A call that comes with its customer, as telephony brings it. */
  ring(minutesAgo = 4, draft: Partial<Draft> = {}): Draft {
    const made = this._start_call({
      customer: '+46 70 174 06 12',
      channel: 'voice',
      initiated_by: 'customer',
    });
    made.customer_name = people[this.settings.lang ?? 'en'] ?? null;
    made.start_ms = this.#now() - minutesAgo * minute - 12_000;
    return Object.assign(made, draft);
  }

  /** What stands in the desk's place belongs to the desk: what is handed back of it is ignored. */
  _save_draft(draft: Draft): Kept {
    const masked: string[] = [];
    const note = hide(draft.note, this.codes.centre.mask);
    if (note !== draft.note) masked.push('note');
    this.kept.push({ ...draft, note });
    this.#parked = this.#parked.map((d) =>
      d.contact_id === draft.contact_id ? { ...d, ...draft, note } : d,
    );
    if (this.draft?.contact_id === draft.contact_id) {
      const { call, work, flags, keeps, said, extensions } = this.draft;
      this.draft = { ...draft, note, call, work, flags, keeps, said, extensions };
    }
    return { masked };
  }

  _finish_later(draft: Draft): Record<string, never> {
    this._save_draft(draft);
    if (this.draft) this.#parked.push({ ...this.draft, parked_since_ms: this.#now() });
    this.draft = null;
    return {};
  }

  _extend(): Draft {
    if (!this.draft) throw { code: 'not_found', message: 'No wrap-up is open.' } satisfies Problem;
    this.draft.extensions += 1;
    return this.draft;
  }

  _calls(): LiveCall[] {
    return this.calls;
  }

  _take_call({ call_id }: Commands['take_call'][0]): Draft {
    const call = this.calls.find((one) => one.call_id === call_id);
    if (!call) throw { code: 'not_found', message: 'This call is over.' } satisfies Problem;
    const other = this.#parked.find((d) => d.contact_id === call.contact_id);
    if (this.draft) this.#parked.push(this.draft);
    this.#parked = this.#parked.filter((d) => d !== other);
    this.draft = other ?? answered(call, `0193f1${(this.#count += 1)}`, this.#now());
    const { contact_id } = this.draft;
    this.calls = this.calls.map((one) =>
      one === call ? { ...one, phase: 'connected', contact_id } : one,
    );
    this.tell('calls_changed', this.calls);
    return this.draft;
  }

  /** It rings at this desk. */
  offer(rest: Partial<LiveCall> = {}): LiveCall {
    const call = ringing(this.#now(), rest);
    this.calls = [...this.calls, call];
    this.tell('calls_changed', this.calls);
    return call;
  }

  /** The telephone was answered: the call's contact comes on the screen. */
  answer(call_id: string): Draft {
    const draft = this._take_call({ call_id });
    this.tell('draft_changed', { why: 'answered', draft });
    return draft;
  }

  /** On the telephone: with what the menu collected, handed over, a second call waiting. */
  phone(): void {
    const lang = this.settings.lang ?? 'en';
    const call = this.offer({
      customer: 'tel:+46701740612',
      customer_name: people[lang] ?? null,
      attributes: { customer_no: 'K-204117', order_no: 'A-17', menu: '2 > 1' },
    });
    const draft = this._take_call({ call_id: call.call_id });
    draft.start_ms = this.#now() - 4 * minute - 12_000;
    this.told = {
      hand_over: {
        contact_id: '0193e000-0000-7000-8000-000000000009',
        end_ms: this.#now() - 6 * minute,
        agent: 'a12',
        hand_over: {
          kind: 'transfer',
          queue: 'broadband-support',
          note: articleIn('KB-1291', lang)?.summary ?? '',
          warm: true,
        },
      },
      promises: [],
    };
    this.offer({
      customer: 'tel:+4685173044',
      queue: 'billing',
      since_ms: this.#now() - 8000,
    });
    this.suggestions = {
      contact_id: draft.contact_id,
      articles: ['KB-1217', 'KB-1291', 'KB-1340'].flatMap((id, at) => {
        const title = articleIn(id, lang)?.title;
        const hit = title ? find(title, lang).find((found) => found.id === id) : undefined;
        return hit ? [{ hit, confidence: 0.86 - at * 0.14, good: at === 0 ? true : null }] : [];
      }),
    };
  }

  /** The store no longer knows this desk. */
  signOut(): void {
    this.ring();
    this.signedOut = true;
    this.#outbox.set('x', { draft: this.ring(), until: this.#now() });
    this.draft = null;
    this.#tellSync();
  }
  signedOut = false;

  /** They hung up. */
  hangUp(): void {
    if (!this.draft?.call) return;
    const call = { ...this.draft.call, live: false, held: false };
    this.draft = { ...this.draft, call, phase: 'wrap_up', end_ms: this.#now() };
    this.calls = this.calls.filter((c) => c.contact_id !== this.draft?.contact_id);
    this.tell('calls_changed', this.calls);
    this.tell('draft_changed', { why: 'ended', draft: this.draft });
  }

  _suggestions(): Suggestions | null {
    return this.suggestions;
  }

  /** Something is said that articles answer. */
  suggest(text: string, lang = this.settings.lang ?? 'en'): void {
    if (!this.draft) return;
    const found = find(text, lang).slice(0, 3);
    this.suggestions = {
      contact_id: this.draft.contact_id,
      articles: found.map((hit, at) => ({ hit, confidence: 0.86 - at * 0.14, good: null })),
    };
    this.tell('suggested', this.suggestions);
  }

  _rate(): Record<string, never> {
    return {};
  }

  _reasons({ lang }: Commands['reasons'][0]) {
    return leavesIn(lang);
  }

  _reason_help({ reason, lang }: Commands['reason_help'][0]): ReasonHelp {
    const found = this.codes.reasons.find((r) => r.path === reason);
    return {
      authority: found?.authority[lang] ?? null,
      also_check: this._titles({ ids: found?.also_check ?? [], lang }),
      related: articles
        .filter((a) => a.lang === lang && a.reasons.includes(reason))
        .slice(0, 3)
        .map(titleOf),
    };
  }

  _directory({ reason, lang }: Commands['directory'][0]) {
    const own = this.codes.reasons.find((r) => r.path === reason)?.queue;
    return this.codes.directory
      .map((there) => ({
        queue: there.queue,
        name: there.names[lang] ?? there.names['en'] ?? there.queue,
        fits: there.reasons.some((prefix) => reason?.startsWith(prefix)),
        own: own === there.queue,
        escalation: there.escalation,
        skills: there.skills,
        skill:
          there.skills.find((s) => s.reasons.some((prefix) => reason?.startsWith(prefix)))?.id ??
          null,
        languages: there.languages,
        dial: there.dial ?? null,
        hours: there.hours[lang] ?? null,
      }))
      .sort((a, b) => Number(b.own) - Number(a.own) || Number(b.fits) - Number(a.fits));
  }

  _flag({ id, version, lang, kind }: Commands['flag'][0]): Record<string, never> {
    if (this.draft) {
      const others = this.draft.flags.filter((f) => f.id !== id);
      const at_ms = this.#now();
      this.draft.flags = [...others, { id, version, lang, kind, at_ms, idle: false }];
    }
    return {};
  }

  _gap(): Record<string, never> {
    return {};
  }

  _summary(request: Commands['summary'][0]) {
    const { text, template } = noteFor(request);
    const said = request.draft.said.join(' ');
    return { template, text: `${said} ${text}`.trim(), by: 'machine' as const };
  }

  _revisions({ contact_id }: Commands['revisions'][0]): Revision[] {
    const now = this.#saved.get(contact_id);
    if (!now) return [];
    const first = {
      revision: 1,
      saved_ms: this.#now() - hour,
      by: this.settings.agent,
      changes: [],
      waiting: false,
    };
    const changes = [{ field: 'outcome', from: 'not_resolved', to: now.outcome }];
    return now.revision > 1
      ? [{ ...first, revision: now.revision, saved_ms: this.#now() - 5 * minute, changes }, first]
      : [first];
  }

  _begin_follow_up({ contact_id }: Commands['begin_follow_up'][0]): Draft {
    const due = this.due.find((d) => d.contact_id === contact_id);
    if (!due)
      throw { code: 'not_found', message: 'This promise is no longer open.' } satisfies Problem;
    const draft = this._start_call({
      customer: due.customer,
      channel: due.by,
      initiated_by: 'agent',
    });
    draft.reason = due.reason;
    draft.keeps = { contact_id, due_ms: due.due_ms, kept: due.due_ms >= this.#now() };
    draft.links = { [contact_id]: 'same' };
    this.due = this.due.filter((d) => d !== due);
    return draft;
  }

  _set_secret(): Record<string, never> {
    return {};
  }

  #pick(id: string): Draft {
    const found = this.#parked.find((d) => d.contact_id === id);
    if (!found)
      throw { code: 'not_found', message: 'This wrap-up is no longer open.' } satisfies Problem;
    this.#parked = this.#parked.filter((d) => d !== found);
    return found;
  }

  #open(draft: Draft): Draft {
    if (this.draft && this.draft.contact_id !== draft.contact_id) this.#parked.push(this.draft);
    this.draft = { ...draft, phase: 'wrap_up', end_ms: draft.end_ms ?? this.#now() };
    return this.draft;
  }

  _resume({ contact_id }: Commands['resume'][0]): Draft {
    return this.#open(this.#pick(contact_id));
  }

  _discard({ contact_id }: Commands['discard'][0]): Record<string, never> {
    if (this.draft?.contact_id === contact_id) this.draft = null;
    else this.#pick(contact_id);
    return {};
  }

  _story({ customer }: Commands['story'][0]): Story {
    const digits = digitsOf(customer);
    if (digits.length < 5) return noStory(this.#reach());
    const lang = this.settings.lang ?? 'en';
    const story = storyOf(digits, this.#now(), lang, this.#reach());
    return { ...story, ...this.told };
  }

  /** What a test wants the story to say besides. */
  told: Partial<Story> = {};

  #reach(): Story['reach'] {
    return this.faults.offline ? { kind: 'desk_only' } : { kind: 'store', as_of_ms: this.#now() };
  }

  _note(request: Commands['note'][0]) {
    return noteFor(request);
  }

  _wrap_up({ draft }: Commands['wrap_up'][0]) {
    const until = this.#now() + this.undoMs;
    this.#outbox.set(draft.contact_id, { draft, until });
    this.#saved.set(draft.contact_id, draft);
    if (this.draft?.contact_id === draft.contact_id) this.draft = null;
    this.#last = [
      {
        contact_id: draft.contact_id,
        start_ms: draft.start_ms,
        customer: draft.customer || null,
        outcome: draft.outcome,
        reason: draft.reason,
        revision: draft.revision,
        acw_ms: this.#now() - (draft.end_ms ?? this.#now()),
        waiting: true,
      },
      ...this.#last.filter((c) => c.contact_id !== draft.contact_id),
    ];
    this.#tellSync();
    setTimeout(() => this.#carry(), this.undoMs + 50);
    return {
      contact_id: draft.contact_id,
      revision: draft.revision,
      undo_until_ms: until,
      invited: this.invites,
    };
  }

  _undo({ contact_id }: Commands['undo'][0]): Draft {
    const line = this.#outbox.get(contact_id);
    if (!line)
      throw {
        code: 'not_found',
        message: 'It has left this desk. Correct it instead.',
      } satisfies Problem;
    this.#outbox.delete(contact_id);
    this.#last = this.#last.filter((c) => c.contact_id !== contact_id);
    this.#tellSync();
    return this.#open(line.draft);
  }

  _correct({ contact_id }: Commands['correct'][0]): Draft {
    const draft = this.#saved.get(contact_id);
    if (!draft)
      throw { code: 'not_found', message: 'This contact is not kept here.' } satisfies Problem;
    return this.#open({ ...draft, revision: draft.revision + 1 });
  }

  _sync(): Sync {
    const waiting = this.#outbox.size;
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
      synced_ms: this.#now() - 2 * minute,
      offline_since_ms: this.#offlineSince,
    };
  }

  _refused(): Refused[] {
    return this.refused;
  }

  _send_again({ contact_id }: Commands['send_again'][0]): Record<string, never> {
    this.refused = this.refused.filter((r) => r.contact_id !== contact_id);
    this.sent.push(contact_id);
    this.#tellSync();
    return {};
  }

  _sync_now(): Record<string, never> {
    this.#carry();
    return {};
  }

  /** A record the store set aside, and that can be corrected. */
  refuse(): void {
    const draft = {
      ...this.ring(90),
      phase: 'wrap_up' as const,
      outcome: 'resolved',
      reason: 'billing/invoice/copy',
    };
    this.draft = null;
    this.#saved.set(draft.contact_id, draft);
    this.refused.push({
      contact_id: draft.contact_id,
      revision: 1,
      start_ms: draft.start_ms,
      customer: draft.customer,
      why: { code: 'invalid', message: 'The end is before the start.', field: 'end_ms' },
    });
    this.#tellSync();
  }

  /** A day's work: something in every list of the idle screen. */
  fillDay(): void {
    const now = this.#now();
    this.#parked = [
      {
        ...this.ring(31),
        phase: 'wrap_up',
        end_ms: now - 25 * minute,
        parked_since_ms: now - 24 * minute,
      },
    ];
    this.draft = null;
    const made = (n: number, ago: number, rest: Partial<LastContact>): LastContact => ({
      contact_id: `0193d000-0000-7000-8000-00000000000${n}`,
      start_ms: now - ago,
      customer: '+46 70 174 06 12',
      outcome: 'resolved',
      reason: null,
      revision: 1,
      acw_ms: 21_000,
      waiting: false,
      ...rest,
    });
    this.#last = [
      made(1, 12 * minute, { reason: 'broadband/equipment/router-reset', waiting: true }),
      made(2, 55 * minute, {
        reason: 'billing/invoice/too-high',
        customer: '+46 8 517 320 44',
        acw_ms: 34_000,
      }),
      made(3, 2 * hour, {
        reason: 'mobile/sim/esim',
        outcome: 'not_resolved',
        customer: null,
        acw_ms: 48_000,
      }),
    ];
    for (const contact of this.#last) {
      this.#saved.set(contact.contact_id, {
        ...this.#parked[0]!,
        contact_id: contact.contact_id,
        outcome: contact.outcome,
        reason: contact.reason,
      });
    }
    const owner = this.settings.agent;
    this.due = [
      {
        contact_id: '0193c000-0000-7000-8000-000000000001',
        due_ms: now - 20 * minute,
        by: 'voice',
        customer: '+46 73 902 11 57',
        reason: 'broadband/no-connection/line-fault',
        owner,
        overdue: true,
        call_back: true,
      },
      {
        contact_id: '0193c000-0000-7000-8000-000000000002',
        due_ms: now + 3 * hour,
        by: 'email',
        customer: '+46 8 517 320 44',
        reason: 'order/delivery/where',
        owner,
        overdue: false,
        call_back: false,
      },
    ];
  }

  _home(): Home {
    const now = this.#now();
    const lang = this.settings.lang ?? 'en';
    return {
      unfinished: this.#parked.map((d) => ({
        contact_id: d.contact_id,
        start_ms: d.start_ms,
        customer: d.customer,
        customer_name: d.customer_name,
        outcome: d.outcome,
        reason: d.reason,
        live: d.call?.live ?? false,
        acw_ms: d.end_ms === null ? 0 : Math.max(0, (d.parked_since_ms ?? now) - d.end_ms),
        parked_since_ms: d.parked_since_ms ?? null,
        correction: d.revision > 1,
      })),
      follow_ups: this.due,
      changed: articles
        .filter((a) => a.lang === lang)
        .sort((a, b) => b.updated.localeCompare(a.updated))
        .slice(0, 4)
        .map(titleOf),
      last: this.#last,
      searches: this.#searches,
      changed_since_ms: now - 20 * day,
      promises: { kept: 12, broken: 1, open: this.due.length },
    };
  }

  _save_settings(settings: Settings): Record<string, never> {
    this.settings = settings;
    return {};
  }

  _enrol({ code, url }: Commands['enrol'][0]): Record<string, never> {
    if (code.trim().length < 4) {
      throw {
        code: 'unauthorized',
        message: 'The store does not know this code. Nothing was changed; ask for a new one.',
      } satisfies Problem;
    }
    this.settings = { ...this.settings, store_url: url };
    this.#tellSync();
    return {};
  }
}
