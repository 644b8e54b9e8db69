/**
 * The calls at this desk's telephone, and the draft as a call has it.
 *
 * Promises: what was typed stays when the telephone says something about the same contact; nothing
 * the telephone says closes a wrap-up or moves the focus out of a field somebody types in.
 */
import { tick } from 'svelte';
import type { Draft, DraftChanged, LiveCall } from '../contract.ts';
import type { Desk } from '../desk.svelte.ts';
import { focusSearch } from '../focus.ts';

export class Telephone {
  calls = $state.raw<LiveCall[]>([]);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Rings here, or waits while another call is on the screen. */
  get other(): LiveCall | null {
    const here = this.#desk.draft?.contact_id;
    return (
      // Taken by key it rings on until the telephone says that it was answered.
      this.calls.find((call) => call.phase === 'ringing' && call.contact_id !== here) ??
      this.calls.find((call) => call.contact_id !== null && call.contact_id !== here) ??
      null
    );
  }

  /** The telephone says when the caller is on hold: the key for it is the telephone's. */
  get tellsHold(): boolean {
    const call = this.#desk.draft?.call;
    return (call?.live && call.tells_hold) ?? false;
  }

  /** The caller on the screen is on hold. */
  get held(): boolean {
    const { draft } = this.#desk;
    if (draft?.phase !== 'on_call') return false;
    return this.tellsHold ? (draft.call?.held ?? false) : draft.held_since_ms !== null;
  }

  changed(calls: LiveCall[]): void {
    const desk = this.#desk;
    const known = this.calls.map((call) => call.call_id);
    this.calls = calls;
    for (const call of calls) {
      if (call.phase !== 'ringing' || known.includes(call.call_id)) continue;
      desk.say(desk.i18n.t('call-rings', { who: this.nameOf(call) }));
      desk.sound('call');
    }
  }

  /** Who it is, as far as anybody knows. */
  nameOf(call: LiveCall): string {
    const { t, format } = this.#desk.i18n;
    if (call.customer_name) return call.customer_name;
    if (call.customer) return format.phone(call.customer);
    return t(call.withheld ? 'call-withheld' : 'call-unknown');
  }

  async take(): Promise<boolean> {
    const call = this.other;
    if (!call) return false;
    const { call_id } = call;
    return this.#desk.talk.take(() => this.#desk.api.ask('take_call', { call_id }));
  }

  /** The desk says what a call did to the drafts. */
  draftChanged({ why, draft }: DraftChanged): void {
    const desk = this.#desk;
    const now = desk.draft;
    if (now?.contact_id !== draft.contact_id) {
      // The desk parked what was there; of what was typed last, the keeper still has it.
      void desk.keeper.flush();
      // Who was already looking for something goes on looking for it.
      const query = now ? draft.query : draft.query || desk.finder.text;
      desk.talk.show({ ...draft, query });
      void tick().then(() => {
        if (document.activeElement === document.body) focusSearch();
      });
      return;
    }
    Object.assign(now, told(draft, now));
    if (now.customer === '' && draft.customer !== '') {
      now.customer = draft.customer;
      desk.telling.ask(0);
    }
    now.customer_name ??= draft.customer_name;
    if (draft.call) now.queue = draft.queue ?? now.queue;
    for (const [field, value] of Object.entries(draft.fields)) now.fields[field] ??= value;
    if (why === 'ended' && now.phase === 'wrap_up') {
      const at = document.activeElement;
      const typing = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
      if (!typing) desk.pane = 'form';
      desk.say(desk.i18n.t('state-wrap-up'));
      void desk.record.writeNote();
    }
  }
}

/** What of a draft is the desk's, with the times that a telephone tells. */
function told(draft: Draft, now: Draft): Partial<Draft> {
  const { call, work, flags, knowledge_gaps, keeps, said, extensions, parked_ms, parked_since_ms } =
    draft;
  const own: Partial<Draft> = { call, work, flags, knowledge_gaps, keeps, said, extensions };
  if (parked_ms !== undefined) own.parked_ms = parked_ms;
  if (parked_since_ms !== undefined) own.parked_since_ms = parked_since_ms;
  if (!call) return own;
  const { start_ms, hold_ms, held_since_ms, channel, initiated_by } = draft;
  // A wrap-up that was begun stays one, however late the telephone's last word comes.
  const phase = now.phase === 'wrap_up' ? now.phase : draft.phase;
  const end_ms = draft.end_ms ?? now.end_ms;
  return { ...own, phase, start_ms, end_ms, hold_ms, held_since_ms, channel, initiated_by };
}
