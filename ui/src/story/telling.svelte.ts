/**
 * What happened before with this customer, asked for as the number is typed; of several questions
 * the newest answer stays. How it is drawn is the story's screen, what it says is the desk's.
 */
import { problemOf } from '../api.ts';
import type { LinkVerdict, Story } from '../contract.ts';
import type { Desk } from '../desk.svelte.ts';

export class Telling {
  story = $state.raw<Story | null>(null);
  readonly #desk: Desk;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  clear(): void {
    this.story = null;
  }

  ask(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), after);
  }

  async #ask(): Promise<void> {
    const desk = this.#desk;
    const { draft } = desk;
    const number = ++this.#asked;
    if (!draft || draft.customer.trim() === '') {
      this.story = null;
      return;
    }
    try {
      const story = await desk.api.ask('story', {
        customer: draft.customer,
        reason: draft.reason ?? draft.attached?.reasons[0] ?? null,
        contact_id: draft.contact_id,
      });
      if (number !== this.#asked || desk.draft?.contact_id !== draft.contact_id) return;
      const first = story.warning && this.story?.warning?.last !== story.warning.last;
      this.story = story;
      if (first && story.warning) {
        const { times, days } = story.warning;
        desk.say(desk.i18n.t('story-warning', { times, days }));
      }
    } catch (thrown) {
      if (number === this.#asked) desk.problem = problemOf(thrown);
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
    this.#desk.change((draft) => {
      if (verdict) draft.links[earlier.contact_id] = verdict;
      else delete draft.links[earlier.contact_id];
    }, true);
  }

  /** Not answered, same, different, and round again. */
  turnSame(): void {
    const { earlier } = this;
    const { draft, i18n } = this.#desk;
    if (!earlier || !draft) return;
    const now = draft.links[earlier.contact_id];
    this.setSame(now === undefined ? 'same' : now === 'same' ? 'different' : null);
    const next = draft.links[earlier.contact_id];
    this.#desk.say(i18n.t(next === 'same' ? 'same-yes' : next ? 'same-no' : 'same-none'));
  }
}
