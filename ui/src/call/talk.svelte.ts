/**
 * The contact as it begins, holds, ends and makes room for another.
 *
 * Promises: a draft is never replaced before the desk has it; a new contact parks the present one
 * and never closes it. An end that was pressed too early can be taken back, where nobody but the key
 * says when the conversation ends.
 */
import { tick } from 'svelte';
import type { Draft } from '../contract.ts';
import type { Desk } from '../desk.svelte.ts';
import { focusSearch } from '../focus.ts';

export class Talk {
  ready = $state(true);
  /** Ready, or not, since. */
  sinceMs = $state(Date.now());
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A draft takes the place of the present one, which the desk parks. */
  async take(bring: () => Promise<Draft>): Promise<boolean> {
    const desk = this.#desk;
    if (desk.draft && !(await desk.keeper.flush())) {
      desk.problem = desk.unkept;
      return false;
    }
    const draft = await desk.attempt(bring);
    if (!draft) return false;
    this.show(draft);
    return true;
  }

  /** Puts a draft on the screen in place of what is there. */
  show(draft: Draft): void {
    const desk = this.#desk;
    desk.draft = draft;
    desk.record.asked = [];
    desk.telling.clear();
    desk.suggesting.clear();
    desk.formOpen = false;
    this.entered(draft);
  }

  /** Begins the contact that keeps a promise. */
  async beginFollowUp(contact_id: string): Promise<boolean> {
    const begun = await this.take(() => this.#desk.api.ask('begin_follow_up', { contact_id }));
    if (begun) this.#desk.dismissReminder(contact_id);
    return begun;
  }

  /** Sets the wrap-up aside, to be finished later. Nothing of it is lost, nothing is recorded. */
  async later(): Promise<boolean> {
    const desk = this.#desk;
    const { draft } = desk;
    // What is being saved is no longer set aside.
    if (!draft || desk.record.saving || !(await desk.keeper.flush())) return false;
    const whole = $state.snapshot(draft);
    if ((await desk.attempt(() => desk.api.ask('finish_later', whole))) === null) {
      // Saved, thrown away or erased meanwhile: there is nothing to go on with here.
      if (desk.problem?.code === 'not_found') this.#leave(whole.contact_id, this.ready);
      return false;
    }
    this.#leave(whole.contact_id, this.ready);
    desk.say(desk.i18n.t('said-later'));
    void desk.refreshHome();
    await tick();
    if (document.activeElement === document.body) focusSearch();
    return true;
  }

  /** The screen as it is for this draft. */
  entered(draft: Draft): void {
    const desk = this.#desk;
    desk.record.toast = null;
    desk.finding = desk.flagging = false;
    desk.limit.entered(draft);
    // What is recorded is shown as this language writes it, not as it was typed once.
    if (draft.conversion?.amount_minor !== undefined) delete desk.record.typed[draft.contact_id];
    const article = draft.attached ?? draft.opened.at(-1);
    // It shows the article it had, not the first hit of its question.
    desk.finder.given = article ? draft.query : null;
    void desk.finder.ask(draft.query);
    if (article) void desk.reader.open(article.id, article.lang, article.query_id);
    else desk.reader.close();
    desk.pane = draft.phase === 'wrap_up' ? 'form' : 'search';
    desk.telling.ask(0);
    void desk.suggesting.ask();
    if (draft.phase === 'wrap_up') void desk.record.writeNote();
  }

  start(): Promise<boolean> {
    return this.take(() =>
      this.#desk.api.ask('start_call', {
        customer: null,
        channel: 'voice',
        initiated_by: 'customer',
      }),
    );
  }

  resume(contact_id: string): Promise<boolean> {
    return this.take(() => this.#desk.api.ask('resume', { contact_id }));
  }

  correct(contact_id: string): Promise<boolean> {
    return this.take(() => this.#desk.api.ask('correct', { contact_id }));
  }

  async discard(contact_id: string): Promise<void> {
    const desk = this.#desk;
    const own = desk.draft?.contact_id === contact_id;
    if (own && desk.record.saving) return;
    if (own) await desk.keeper.forget();
    const done = await desk.attempt(() => desk.api.ask('discard', { contact_id }));
    if (!done) {
      if (own && desk.draft) desk.keeper.change($state.snapshot(desk.draft));
      return;
    }
    if (own) this.#leave(contact_id, true);
    void desk.refreshHome();
  }

  /** Idle again, unless a call took the contact's place on the screen meanwhile. */
  #leave(contact_id: string, ready: boolean): void {
    if (this.#desk.draft?.contact_id === contact_id) this.idle(ready);
  }

  /** Nobody is on the line and nothing is being written. */
  idle(ready: boolean): void {
    const desk = this.#desk;
    desk.draft = null;
    desk.telling.clear();
    desk.suggesting.clear();
    desk.record.asked = [];
    this.ready = ready;
    desk.tick();
    this.sinceMs = desk.now;
    desk.reader.close();
    desk.finder.clear();
    desk.finding = desk.flagging = false;
    desk.pane = 'search';
  }

  setReady(): void {
    this.ready = true;
    this.sinceMs = this.#desk.now;
  }

  hold(): void {
    const desk = this.#desk;
    // The telephone holds and resumes; the screen follows it.
    if (desk.telephone.tellsHold) return;
    desk.tick();
    desk.change((draft) => {
      if (draft.held_since_ms === null) draft.held_since_ms = desk.now;
      else unhold(draft, desk.now);
    }, true);
  }

  end(): void {
    const desk = this.#desk;
    desk.tick();
    desk.change((draft) => {
      unhold(draft, desk.now);
      draft.end_ms = desk.now;
      draft.phase = 'wrap_up';
    }, true);
    desk.pane = 'form';
    void desk.record.writeNote();
  }

  /** Whether the conversation can be gone back to: only the key said that it is over. */
  get canGoBack(): boolean {
    const { draft } = this.#desk;
    const aside = (draft?.parked_ms ?? draft?.parked_since_ms ?? null) !== null;
    return draft?.phase === 'wrap_up' && draft.call === null && draft.revision === 1 && !aside;
  }

  /** The conversation goes on: its clock runs as if the end had not been pressed. */
  async back(): Promise<boolean> {
    const desk = this.#desk;
    if (!this.canGoBack || desk.record.saving || !(await desk.keeper.flush())) return false;
    const { draft } = desk;
    if (!draft || !this.canGoBack || desk.record.saving) return false;
    const { contact_id, end_ms } = draft;
    // What is typed meanwhile is typed in a call.
    draft.phase = 'on_call';
    draft.end_ms = null;
    const kept = await desk.attempt(() => desk.api.ask('back_to_call', { contact_id }));
    if (!kept) {
      draft.phase = 'wrap_up';
      draft.end_ms = end_ms;
      return false;
    }
    draft.extensions = kept.extensions;
    if (desk.draft?.contact_id !== contact_id) return false;
    desk.record.asked = [];
    desk.pane = 'search';
    desk.say(desk.i18n.t('state-on-call'));
    return true;
  }

  setCustomer(customer: string): void {
    this.#desk.change((draft) => (draft.customer = customer));
    this.#desk.telling.ask(250);
  }
}

function unhold(draft: Draft, now: number): void {
  if (draft.held_since_ms === null) return;
  draft.hold_ms += Math.max(0, now - draft.held_since_ms);
  draft.held_since_ms = null;
}
