/** A desk in memory: same contract, no disk, no network, with faults to order and scenes to set. */
import type { Commands, Draft, LastContact, LiveCall, Problem } from '../contract.ts';
import { articleIn, find } from './articles.ts';
import { people } from './defaults.ts';
import { hour, minute } from './story.ts';
import { answered, ringing } from './telephone.ts';
import { Drafts } from './drafts.ts';
import type { Answers } from './memory.ts';

/** What a centre's voice menu calls its answers: in the centre's own language. */
const collected: Record<string, [string, string]> = {
  sv: ['kundnummer', 'menyval'],
  'zh-Hans': ['客户编号', '菜单'],
  'zh-Hant': ['客戶編號', '選單'],
  ar: ['رقم العميل', 'القائمة'],
};

export class MemoryDesk extends Drafts implements Answers {
  /** The calls as they were told last. */
  #told: LiveCall[] = [];

  /** Whatever changed the list of calls, the window is told the new one before it has its answer. */
  override async ask<K extends keyof Commands>(
    name: K,
    request: Commands[K][0],
  ): Promise<Commands[K][1]> {
    try {
      return await super.ask(name, request);
    } finally {
      this.#tellCalls();
    }
  }

  #tellCalls(): void {
    const calls = this._calls();
    if (JSON.stringify(calls) === JSON.stringify(this.#told)) return;
    this.#told = calls;
    this.tell('calls_changed', calls);
  }

  /** Recorded or thrown away is over, whatever the telephone says. */
  _calls(): LiveCall[] {
    const open = [this.draft, ...this.parked].map((draft) => draft?.contact_id);
    return this.calls.filter(({ contact_id }) => contact_id === null || open.includes(contact_id));
  }

  override _start() {
    return { ...super._start(), calls: this._calls() };
  }

  /** While exactly one rings, the key answers it. */
  override _start_call(request: Commands['start_call'][0]): Draft {
    const rings = this.calls.filter((c) => c.phase === 'ringing' && c.contact_id === null);
    const [call] = rings;
    if (!call || rings.length > 1 || request.initiated_by !== 'customer')
      return super._start_call(request);
    const draft = this._take_call(call);
    if (request.customer) draft.customer = request.customer;
    return draft;
  }

  _take_call({ call_id }: Commands['take_call'][0]): Draft {
    const call = this._calls().find((one) => one.call_id === call_id);
    if (!call) throw { code: 'not_found', message: 'This call is over.' } satisfies Problem;
    if (this.draft && this.draft.contact_id === call.contact_id) return this.draft;
    const other = this.parked.find((d) => d.contact_id === call.contact_id);
    if (this.draft) this.parked.push(this.draft);
    this.parked = this.parked.filter((d) => d !== other);
    this.draft = other ?? answered(call, `0193f1${(this.count += 1)}`, this.now());
    const { contact_id } = this.draft;
    // That it was answered only the telephone says.
    this.calls = this.calls.map((one) => (one === call ? { ...one, contact_id } : one));
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
    made.start_ms = this.now() - minutesAgo * minute - 12_000;
    return Object.assign(made, draft);
  }

  /** It rings at this desk. */
  offer(rest: Partial<LiveCall> = {}): LiveCall {
    const call = ringing(this.now(), rest);
    this.calls = [...this.calls, call];
    this.#tellCalls();
    return call;
  }

  /** The telephone was answered: the call's contact comes on the screen. */
  answer(call_id: string): Draft {
    const draft = this._take_call({ call_id });
    this.calls = this.calls.map((one) =>
      one.call_id === call_id ? { ...one, phase: 'connected' } : one,
    );
    this.tell('draft_changed', { why: 'answered', draft });
    this.#tellCalls();
    return draft;
  }

  /** On the telephone: with what the menu collected, handed over, a second call waiting. */
  phone(): void {
    const lang = this.settings.lang ?? 'en';
    const [number, menu] = collected[lang] ?? ['customer_no', 'menu'];
    const call = this.offer({
      customer: 'tel:+46701740612',
      customer_name: people[lang] ?? null,
      attributes: { [number]: 'K-204117', order_no: 'A-17', [menu]: '2 > 1' },
    });
    const draft = this.answer(call.call_id);
    draft.start_ms = this.now() - 4 * minute - 12_000;
    this.told = {
      hand_over: {
        contact_id: '0193e000-0000-7000-8000-000000000009',
        end_ms: this.now() - 6 * minute,
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
      since_ms: this.now() - 8000,
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

  /** They hung up. */
  hangUp(): void {
    if (!this.draft?.call) return;
    const call = { ...this.draft.call, live: false, held: false };
    this.draft = { ...this.draft, call, phase: 'wrap_up', end_ms: this.now() };
    this.calls = this.calls.filter((c) => c.contact_id !== this.draft?.contact_id);
    this.tell('draft_changed', { why: 'ended', draft: this.draft });
    this.#tellCalls();
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

  /** The store no longer knows this desk. */
  signOut(): void {
    this.ring();
    this.signedOut = true;
    this.outbox.set('x', { draft: this.ring(), until: this.now() });
    this.draft = null;
    this.tellSync();
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
    this.saved.set(draft.contact_id, draft);
    this.refused.push({
      contact_id: draft.contact_id,
      revision: 1,
      start_ms: draft.start_ms,
      customer: draft.customer,
      why: { code: 'invalid', message: 'The end is before the start.', field: 'end_ms' },
    });
    this.tellSync();
  }

  /** A day's work: something in every list of the idle screen. */
  fillDay(): void {
    const now = this.now();
    this.parked = [
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
    this.last = [
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
    for (const contact of this.last) {
      this.saved.set(contact.contact_id, {
        ...this.parked[0]!,
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
}
