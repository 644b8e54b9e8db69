/**
 * The record in the making: fields decided, the note written, saved, taken back.
 *
 * Promises: nothing is saved that the agent did not save; what the agent wrote in a note is never
 * replaced; a save that fails leaves everything on the screen.
 */
import { problemOf } from '../api.ts';
import type { Draft, Saved } from '../contract.ts';
import type { Desk } from '../desk.svelte.ts';
import { hide } from './masking.ts';
import { type FormField, formFieldOf, missing, outcomeOf, relevant } from './form.ts';
import { pathNames } from './reasons.ts';

export interface Toast {
  text: string;
  saved: Saved | null;
}

const timeZoneOffset = (ms: number): number => new Date(ms).getTimezoneOffset();

export class WrapUpRecord {
  /** Fields the last attempt to save found empty or wrong. */
  asked = $state<FormField[]>([]);
  saving = $state(false);
  toast = $state.raw<Toast | null>(null);
  /**
   * Amounts as they are being typed, by contact: what stands there is not rewritten under the hands,
   * and what cannot be read stays until it is corrected.
   */
  typed = $state<Record<string, string>>({});
  readonly #desk: Desk;
  #noteAsked = 0;
  /** The template somebody chose, and for which contact: what is decided later fills the same one. */
  #chosen: { contact_id: string; template: string } | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A field of the form, decided. */
  decide(edit: (draft: Draft) => void): void {
    const desk = this.#desk;
    desk.change(edit, true);
    const { draft } = desk;
    if (draft) {
      const empty = missing(desk.codes, draft, desk.now);
      this.asked = this.asked.filter((f) => empty.includes(f));
    }
    void this.writeNote();
  }

  setNote(text: string): void {
    this.#desk.change((draft) => {
      draft.note = text;
      draft.note_edited = true;
      draft.note_by = 'agent';
    });
  }

  /** A machine wrote it, the agent read it and stands by it. */
  acceptNote(): void {
    this.#desk.change((draft) => {
      draft.note_edited = true;
      draft.note_by = 'machine_accepted';
    }, true);
  }

  /**
   * Has the note made anew, unless the agent wrote in it. While they talk only when a template was
   * chosen: it can be written on, and is filled again once they are done.
   */
  async writeNote(template: string | null = null): Promise<void> {
    const desk = this.#desk;
    if (!desk.draft || (template === null && desk.draft.phase !== 'wrap_up')) return;
    if (desk.draft.note_edited && template === null) return;
    const number = ++this.#noteAsked;
    const draft = relevant(desk.codes, $state.snapshot(desk.draft));
    const { contact_id } = draft;
    if (template !== null) this.#chosen = { contact_id, template };
    const own = this.#chosen?.contact_id === contact_id ? this.#chosen.template : null;
    try {
      const utc_offset_min = -timeZoneOffset(draft.follow_up?.due_ms ?? desk.now);
      const note = await desk.api.ask('note', {
        draft,
        lang: desk.lang,
        template: own,
        utc_offset_min,
      });
      if (number !== this.#noteAsked || desk.draft?.contact_id !== draft.contact_id) return;
      if (desk.draft.note_edited && template === null) return;
      desk.change((now) => {
        // Nothing the agent wrote is replaced: a template then comes below it.
        const kept = now.note_edited && now.note.trim() !== '';
        now.note = kept ? `${now.note.trimEnd()}\n${note.text}` : note.text;
        if (!kept) now.note_by = note.by;
      });
      if (own === null && desk.settings.summary.on) void this.#summarise(number);
    } catch (thrown) {
      if (number === this.#noteAsked) desk.problem = problemOf(thrown);
    }
  }

  /** A written summary takes the template's place, when it comes in time and nobody wrote yet. */
  async #summarise(number: number): Promise<void> {
    const desk = this.#desk;
    if (!desk.draft || desk.draft.said.length === 0) return;
    const draft = relevant(desk.codes, $state.snapshot(desk.draft));
    const utc_offset_min = -timeZoneOffset(desk.now);
    const wanted = { draft, lang: desk.lang, template: null, utc_offset_min };
    const note = await desk.api.ask('summary', wanted).catch(() => null);
    if (!note || number !== this.#noteAsked || note.by !== 'machine') return;
    if (desk.draft?.contact_id !== draft.contact_id || desk.draft.note_edited) return;
    desk.change((now) => {
      now.note = note.text;
      now.note_by = note.by;
    });
  }

  /** Hides on the screen what the desk hides before it writes. */
  hide(): void {
    const desk = this.#desk;
    const masks = desk.codes.centre.mask;
    if (!desk.draft) return;
    const note = hide(desk.draft.note, masks);
    const handed = hide(desk.draft.hand_over?.note ?? '', masks);
    const same = note === desk.draft.note && handed === (desk.draft.hand_over?.note ?? '');
    if (same) return;
    desk.change((draft) => {
      draft.note = note;
      if (draft.hand_over) draft.hand_over.note = handed;
    });
  }

  /** Saves the record. Answers with the first field to fill in, or none when it is done. */
  async save(ready: boolean): Promise<FormField | 'failed' | null> {
    const desk = this.#desk;
    if (!desk.draft || this.saving) return 'failed';
    desk.tick();
    const empty = missing(desk.codes, desk.draft, desk.now);
    this.asked = empty;
    const [first] = empty;
    if (first) {
      desk.say(desk.i18n.t('said-missing', { count: empty.length }));
      return first;
    }
    this.saving = true;
    const whole = $state.snapshot(desk.draft);
    const draft = relevant(desk.codes, whole);
    // The record is written with all of it, in one step: the draft is not kept once more before.
    await desk.keeper.forget();
    const saved = await desk.attempt(() => desk.api.ask('wrap_up', { draft }));
    this.saving = false;
    if (!saved) {
      desk.keeper.change(whole);
      const field = formFieldOf(desk.codes, desk.problem?.field);
      if (field) this.asked = [field];
      return field ?? 'failed';
    }
    const what = [
      desk.i18n.name(outcomeOf(desk.codes, draft)?.names),
      draft.reason ? (pathNames(desk.codes, draft.reason, desk.lang).at(-1) ?? '') : '',
    ];
    // A call may have come meanwhile: what is on the screen then stays there.
    if (desk.draft?.contact_id === whole.contact_id) desk.talk.idle(ready);
    this.toast = {
      text: desk.i18n.t(saved.invited ? 'toast-invited' : 'toast-saved', {
        what: what.filter(Boolean).join(' · '),
      }),
      saved,
    };
    desk.say(this.toast.text);
    void desk.refreshHome();
    // Where a call came meanwhile its form may be open: a list that is read does not move.
    if (!desk.draft) void desk.refreshReasons();
    return null;
  }

  /** Takes the last save back; once it has left, opens it for correction instead. */
  async undo(): Promise<boolean> {
    const desk = this.#desk;
    const saved = this.toast?.saved;
    if (!saved) return false;
    desk.tick();
    const contact_id = saved.contact_id;
    const command = desk.now < saved.undo_until_ms ? 'undo' : 'correct';
    const done = await desk.talk.take(() => desk.api.ask(command, { contact_id }));
    if (done) {
      desk.say(desk.i18n.t('said-undone'));
      void desk.refreshReasons();
    }
    return done;
  }
}
