/**
 * The time for after-call work, as the centre has it: none, a target, or a limit that warns and is
 * extended by one key or any edit. At its end the draft is set aside as it is.
 *
 * Promises: nothing is ever submitted; the warning comes at least 20 s before; the time a wrap-up
 * was set aside does not count. Whoever comes back to one whose time is over may finish it, and a
 * correction has no limit: it is no after-call work.
 */
import type { AcwPolicy, Draft } from '../contract.ts';
import type { Desk } from '../desk.svelte.ts';

export class Limit {
  readonly #desk: Desk;
  #parking = '';
  /** The contact that was opened when its time was over already. */
  #over = $state('');

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get policy(): AcwPolicy {
    return this.#desk.codes.centre.acw;
  }

  /** After-call work so far, in ms. */
  get spent(): number {
    const { draft, now } = this.#desk;
    return draft ? acwOf(draft, now) : 0;
  }

  /** The target in ms; 0 when there is none to show. */
  get target(): number {
    if (this.policy.mode === 'no_limit') return 0;
    if (this.policy.mode === 'limit') return this.#end;
    return (this.policy.target_s ?? this.#desk.settings.acw_target_s) * 1000;
  }

  get #extended(): number {
    return this.#desk.draft?.extensions ?? 0;
  }

  get #end(): number {
    return (this.policy.limit_s + this.#extended * this.policy.extend_s) * 1000;
  }

  /** The seconds left, once it has been warned; else none. */
  get left(): number | null {
    const { draft } = this.#desk;
    if (this.policy.mode !== 'limit' || draft?.phase !== 'wrap_up') return null;
    if (draft.revision > 1 || draft.contact_id === this.#over) return null;
    const left = Math.ceil((this.#end - this.spent) / 1000);
    return left > Math.max(20, this.policy.warn_s) ? null : Math.max(0, left);
  }

  /** A draft comes on the screen. */
  entered(draft: Draft): void {
    this.#over = '';
    if (this.left === 0) this.#over = draft.contact_id;
  }

  /** How often it can still be extended. */
  get extensions(): number {
    return Math.max(0, Math.max(10, this.policy.extensions) - this.#extended);
  }

  /** More time, when it is asked for while the warning stands. True when it is given. */
  extend(): boolean {
    const desk = this.#desk;
    const { draft } = desk;
    if (!draft || this.left === null || this.extensions === 0) return false;
    const { contact_id } = draft;
    // The warning goes at once; how often it was extended is the desk's to count.
    draft.extensions += 1;
    void desk
      .attempt(() => desk.api.ask('extend', { contact_id }))
      .then((kept) => {
        if (kept && desk.draft?.contact_id === contact_id) desk.draft.extensions = kept.extensions;
      });
    return true;
  }

  /** Once a second. Sets the draft aside when its time is over. */
  tick(): void {
    const { draft } = this.#desk;
    if (this.left !== 0 || !draft || this.#parking === draft.contact_id) return;
    this.#parking = draft.contact_id;
    void this.#desk.talk.later().finally(() => (this.#parking = ''));
  }
}

/** After-call work of a draft at a moment: what it was set aside is not part of it. */
export function acwOf(draft: Draft, now: number): number {
  return draft.end_ms === null ? 0 : Math.max(0, now - draft.end_ms - (draft.parked_ms ?? 0));
}
