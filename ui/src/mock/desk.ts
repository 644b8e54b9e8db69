/** A desk in memory: same contract, no disk, no network, with faults to order. */
import { parse } from 'smol-toml';
import type { Api } from '../api.ts';
import type {
  ArticleTitle,
  Centre,
  Codes,
  Commands,
  Destination,
  Draft,
  EarlierContact,
  Events,
  Home,
  LastContact,
  LiveCall,
  Outcome,
  Problem,
  Reason,
  ReasonLeaf,
  Refused,
  RootCause,
  Settings,
  Story,
  Suggestions,
  Sync,
  Template,
} from '../contract.ts';
import reasons from '../../../knowledge-base/codes/reasons.toml?raw';
import outcomes from '../../../knowledge-base/codes/outcomes.toml?raw';
import causes from '../../../knowledge-base/codes/root-causes.toml?raw';
import templates from '../../../knowledge-base/codes/templates.toml?raw';
import directory from '../../../knowledge-base/codes/directory.toml?raw';
import centre from '../../../knowledge-base/codes/centre.toml?raw';
import { leaves } from '../wrap-up/reasons.ts';
import { articleIn, articles, find, titleOf, viewOf } from './articles.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const codes: Codes = {
  reasons: (parse(reasons)['reason'] as unknown as Reason[]).map((reason) => ({
    ...reason,
    synonyms: reason.synonyms ?? {},
    authority: reason.authority ?? {},
    also_check: reason.also_check ?? [],
  })),
  outcomes: (parse(outcomes)['outcome'] as unknown as Outcome[]).map((outcome) => ({
    ...outcome,
    escalated: outcome.escalated ?? false,
  })),
  root_causes: parse(causes)['root_cause'] as unknown as RootCause[],
  templates: parse(templates)['template'] as unknown as Template[],
  directory: (parse(directory)['queue'] as unknown as Destination[]).map((there) => ({
    ...there,
    skills: (there.skills ?? []).map((skill) => ({ ...skill, reasons: skill.reasons ?? [] })),
    languages: there.languages ?? [],
    reasons: there.reasons ?? [],
    escalation: there.escalation ?? false,
  })),
  centre: centreOf(parse(centre) as unknown as Partial<Centre>),
};

function centreOf(read: Partial<Centre>): Centre {
  return {
    ...read,
    acw: {
      mode: 'target',
      limit_s: 120,
      warn_s: 20,
      extend_s: 60,
      extensions: 10,
      ...read.acw,
    },
    mask: read.mask ?? [],
    field: (read.field ?? []).map((field) => ({
      ...field,
      reasons: field.reasons ?? [],
      outcomes: field.outcomes ?? [],
      required: field.required ?? false,
      choice: field.choice ?? [],
    })),
  };
}

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

const people: Record<string, string> = {
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
  draft: Draft | null = null;
  /** Every draft handed over, for tests. */
  readonly kept: Draft[] = [];
  readonly asked: [keyof Commands, unknown][] = [];
  readonly sent: string[] = [];
  refused: Refused[] = [];
  trouble: Problem | null = null;
  undoMs = 10_000;
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

  #tellSync(): void {
    for (const handler of this.#handlers.sync_changed) handler(this._sync());
  }

  #carry(): void {
    if (!this.faults.offline) {
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
      codes,
      draft: this.draft,
      calls: this.calls,
      sync: this._sync(),
      knowledge: { articles: articles.length, as_of_ms: this.#now() - 20 * minute },
      now_ms: this.#now(),
      version: '0.1.0',
      trouble: this.trouble,
    };
  }

  _search({ text, lang, typing }: Commands['search'][0]) {
    if (!typing) this.#searches = [text, ...this.#searches.filter((s) => s !== text)].slice(0, 8);
    const hits = find(text, lang);
    return {
      query_id: `q${(this.#count += 1)}`,
      hits,
      success: {},
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
    this.draft = {
      contact_id: `0193f000-0000-7000-8000-${String(n).padStart(12, '0')}`,
      revision: 1,
      phase: 'on_call',
      customer: customer ?? '',
      customer_name: null,
      queue: this.settings.queue,
      channel,
      initiated_by,
      start_ms: this.#now(),
      end_ms: null,
      hold_ms: 0,
      held_since_ms: null,
      query: '',
      opened: [],
      attached: null,
      steps_done: {},
      links: {},
      outcome: null,
      reason: null,
      root_cause: null,
      follow_up: null,
      note: '',
      note_edited: false,
      note_by: 'template',
      gaps: [],
      hand_over: null,
      conversion: null,
      fields: {},
      call: null,
      work: {},
      knowledge_gaps: [],
      flags: [],
      keeps: null,
      said: [],
      extensions: 0,
    };
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

  _save_draft(draft: Draft): Commands['save_draft'][1] {
    this.kept.push(draft);
    if (this.draft?.contact_id === draft.contact_id) this.draft = draft;
    return { masked: [] };
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
    const digits = customer
      .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660))
      .replace(/\D/g, '');
    if (digits.length < 5)
      return {
        customer: null,
        contacts: [],
        warning: null,
        last: null,
        not_helped: [],
        hand_over: null,
        promises: [],
        possible: [],
        reach: this.#reach(),
      };
    const now = this.#now();
    const before = (n: number, ago: number, rest: Partial<EarlierContact>): EarlierContact => ({
      contact_id: `0193e000-0000-7000-8000-00000000000${n}`,
      start_ms: now - ago,
      channel: 'voice',
      reason: null,
      outcome: null,
      claim: 'unknown',
      follow_up_due_ms: null,
      note: null,
      article: null,
      articles: [],
      root_cause: null,
      agent: null,
      queue: null,
      handed_on: false,
      promise_kept: null,
      link: null,
      counts: ago <= this.settings.repeat_window_h * hour,
      waiting: false,
      ...rest,
    });
    const lang = this.settings.lang ?? 'en';
    const contacts = [
      before(1, 23 * hour, {
        reason: 'broadband/no-connection/after-firmware',
        outcome: 'not_resolved',
        claim: 'unresolved',
        article: 'KB-1217',
        note: articleIn('KB-1217', lang)?.summary ?? null,
      }),
      before(2, 3 * day + 2 * hour, {
        channel: 'chat',
        reason: 'broadband/no-connection/router-lights',
        outcome: 'follow_up',
        claim: 'unresolved',
        follow_up_due_ms: now - 2 * day,
      }),
      before(3, 41 * day, {
        channel: 'email',
        reason: 'billing/invoice/copy',
        outcome: 'resolved',
        claim: 'resolved',
      }),
    ];
    return {
      customer: `tel:+${digits}`,
      contacts,
      warning: { times: 2, days: 4, last: contacts[0]!.contact_id, unresolved: true },
      last: {
        contact_id: contacts[0]!.contact_id,
        start_ms: contacts[0]!.start_ms,
        tried: [],
        promised_ms: null,
        promise_kept: null,
        note: contacts[0]!.note,
        resolved: false,
      },
      not_helped: this._titles({ ids: ['KB-1217'], lang }),
      hand_over: null,
      promises: [],
      possible: [],
      reach: this.#reach(),
    };
  }

  #reach(): Story['reach'] {
    return this.faults.offline ? { kind: 'desk_only' } : { kind: 'store', as_of_ms: this.#now() };
  }

  _note({ draft, lang, template }: Commands['note'][0]) {
    const fits = (t: Template) =>
      (t.outcomes.length === 0 || t.outcomes.includes(draft.outcome ?? '')) &&
      (t.reasons.length === 0 || t.reasons.some((r) => draft.reason?.startsWith(r)));
    const rank = (t: Template) => (t.reasons.length > 0 ? 2 : 0) + (t.outcomes.length > 0 ? 1 : 0);
    const [best] = codes.templates.filter(fits).sort((a, b) => rank(b) - rank(a));
    const chosen = codes.templates.find((t) => t.id === template) ?? best!;
    const leaf = codes.reasons.find((r) => r.path === draft.reason);
    const cause = codes.root_causes.find((c) => c.id === draft.root_cause);
    const told: Record<string, string> = {
      reason: leaf?.names[lang] ?? '',
      article: draft.attached ? `${draft.attached.id}, ${draft.attached.title}` : '',
      steps: (draft.attached && draft.steps_done[draft.attached.id]?.join(', ')) || '',
      why: cause?.names[lang] ?? '',
      follow_up: draft.follow_up
        ? new Intl.DateTimeFormat(lang === 'ar' ? 'ar-u-ca-gregory-nu-latn' : lang, {
            dateStyle: 'medium',
            timeStyle: 'short',
          }).format(draft.follow_up.due_ms)
        : '',
    };
    const text = (chosen.text[lang] ?? chosen.text['en'] ?? '')
      .split('\n')
      .filter((line) => [...line.matchAll(/\{(\w+)\}/g)].every((m) => told[m[1]!]))
      .map((line) => line.replace(/\{(\w+)\}/g, (_, name: string) => told[name] ?? ''))
      .join('\n')
      .trim();
    return { template: chosen.id, text, by: 'template' as const };
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
      invited: false,
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
      state: this.faults.offline ? 'offline' : waiting > 0 ? 'sending' : 'synced',
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
    this.#parked = [{ ...this.ring(31), phase: 'wrap_up', end_ms: now - 25 * minute }];
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
    this.#followUps = true;
  }
  #followUps = false;

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
        live: false,
        acw_ms: d.end_ms === null ? 0 : (d.parked_since_ms ?? now) - d.end_ms,
        parked_since_ms: d.parked_since_ms ?? null,
        correction: d.revision > 1,
      })),
      follow_ups: this.#followUps
        ? [
            {
              contact_id: '0193c000-0000-7000-8000-000000000001',
              due_ms: now - 20 * minute,
              by: 'voice',
              customer: '+46 73 902 11 57',
              reason: 'broadband/no-connection/line-fault',
              owner: this.settings.agent,
              overdue: true,
              call_back: false,
            },
            {
              contact_id: '0193c000-0000-7000-8000-000000000002',
              due_ms: now + 3 * hour,
              by: 'email',
              customer: '+46 8 517 320 44',
              reason: 'order/delivery/where',
              owner: this.settings.agent,
              overdue: false,
              call_back: false,
            },
          ]
        : [],
      changed: articles
        .filter((a) => a.lang === lang)
        .sort((a, b) => b.updated.localeCompare(a.updated))
        .slice(0, 4)
        .map(titleOf),
      last: this.#last,
      searches: this.#searches,
      changed_since_ms: now - 16 * hour,
      promises: { kept: 0, broken: 0, open: 0 },
    };
  }

  // ---- the telephone, help, promises --------------------------------------------------

  /** The calls at the telephone, set by tests. */
  calls: LiveCall[] = [];
  /** What comes by itself, set by tests. */
  suggested: Suggestions | null = null;

  /** Says something as the desk does by itself. */
  tell<K extends keyof Events>(event: K, payload: Events[K]): void {
    for (const handler of this.#handlers[event]) handler(payload);
  }

  _calls(): LiveCall[] {
    return this.calls;
  }

  _take_call({ call_id }: Commands['take_call'][0]): Draft {
    const call = this.calls.find((c) => c.call_id === call_id);
    if (!call) throw { code: 'not_found', message: 'This call is over.' } satisfies Problem;
    const parked = this.#parked.find((d) => d.contact_id === call.contact_id);
    if (parked) {
      this.#parked = this.#parked.filter((d) => d !== parked);
      if (this.draft) this.#parked.push(this.draft);
      this.draft = parked;
      return parked;
    }
    const draft = this._start_call({
      customer: call.customer,
      channel: call.channel,
      initiated_by: call.initiated_by,
    });
    draft.customer_name = call.customer_name;
    call.contact_id = draft.contact_id;
    return draft;
  }

  _finish_later(draft: Draft): Record<string, never> {
    this.#parked.push({ ...draft, parked_since_ms: this.#now() });
    if (this.draft?.contact_id === draft.contact_id) this.draft = null;
    return {};
  }

  _extend({ contact_id }: Commands['extend'][0]): Draft {
    if (this.draft?.contact_id !== contact_id)
      throw { code: 'not_found', message: 'This wrap-up is no longer open.' } satisfies Problem;
    this.draft = { ...this.draft, extensions: this.draft.extensions + 1 };
    return this.draft;
  }

  _begin_follow_up({ contact_id }: Commands['begin_follow_up'][0]): Draft {
    const promise = this._home().follow_ups.find((f) => f.contact_id === contact_id);
    const draft = this._start_call({
      customer: promise?.customer ?? null,
      channel: promise?.by ?? 'voice',
      initiated_by: 'agent',
    });
    return Object.assign(draft, {
      reason: promise?.reason ?? null,
      links: { [contact_id]: 'same' },
      keeps: { contact_id, due_ms: promise?.due_ms ?? this.#now(), kept: !promise?.overdue },
    });
  }

  _suggestions(): Suggestions | null {
    return this.suggested?.contact_id === this.draft?.contact_id ? this.suggested : null;
  }

  _rate({ id, good }: Commands['rate'][0]): Record<string, never> {
    for (const article of this.suggested?.articles ?? [])
      if (article.hit.id === id) article.good = good;
    return {};
  }

  _reasons({ lang }: Commands['reasons'][0]): ReasonLeaf[] {
    return leaves(codes, lang).map(({ path, code, names, found, sounds }) => ({
      path,
      code,
      names,
      words: found,
      sounds,
      own: this.#last.filter((c) => c.reason === path).length,
      team: this.#last.filter((c) => c.reason === path).length,
    }));
  }

  _reason_help({ reason, lang }: Commands['reason_help'][0]): Commands['reason_help'][1] {
    const leaf = codes.reasons.find((r) => r.path === reason);
    return {
      authority: leaf?.authority[lang] ?? leaf?.authority['en'] ?? null,
      related: articles.filter((a) => a.lang === lang && a.reasons.includes(reason)).map(titleOf),
      also_check: this._titles({ ids: leaf?.also_check ?? [], lang }),
    };
  }

  _directory({ reason, lang }: Commands['directory'][0]): Commands['directory'][1] {
    const own = codes.reasons.find((r) => r.path === reason)?.queue;
    const under = (prefixes: string[]) =>
      reason !== null && prefixes.some((p) => reason === p || reason.startsWith(`${p}/`));
    const entries = codes.directory.map((there) => ({
      queue: there.queue,
      name: there.names[lang] ?? there.names['en'] ?? there.queue,
      fits: under(there.reasons) || own === there.queue,
      own: own === there.queue,
      escalation: there.escalation,
      skills: there.skills,
      skill: there.skills.find((skill) => under(skill.reasons))?.id ?? null,
      languages: there.languages,
      dial: there.dial ?? null,
      hours: there.hours[lang] ?? there.hours['en'] ?? null,
    }));
    const rank = (e: (typeof entries)[number]) => (e.own ? 2 : 0) + (e.fits ? 1 : 0);
    return entries.sort((a, b) => rank(b) - rank(a));
  }

  _flag({ id, version, lang, kind, text }: Commands['flag'][0]): Record<string, never> {
    this.draft?.flags.push({
      id,
      version,
      lang,
      kind,
      text: text ?? undefined,
      at_ms: this.#now(),
    });
    return {};
  }

  _gap({ query, lang }: Commands['gap'][0]): Record<string, never> {
    this.draft?.knowledge_gaps.push({ query, lang, at_ms: this.#now() });
    return {};
  }

  _summary(wanted: Commands['summary'][0]): Commands['summary'][1] {
    return this._note(wanted);
  }

  _revisions({ contact_id }: Commands['revisions'][0]): Commands['revisions'][1] {
    const draft = this.#saved.get(contact_id);
    if (!draft)
      throw { code: 'not_found', message: 'This contact is not kept here.' } satisfies Problem;
    return [
      {
        revision: draft.revision,
        saved_ms: draft.end_ms,
        by: this.settings.agent,
        changes: [],
        waiting: this.#outbox.has(contact_id),
      },
    ];
  }

  _set_secret({ name, value }: Commands['set_secret'][0]): Record<string, never> {
    if (name === 'summary') this.settings.summary.key_kept = value !== null;
    return {};
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
