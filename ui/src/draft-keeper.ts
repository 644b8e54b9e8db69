/**
 * Hands every state of the draft to the desk, at most `wait` after it came to be.
 *
 * Promises: the newest state is the last one handed over; one save is under way at a time; a save
 * that fails is said and tried again, with nothing lost on the screen; a contact that left the
 * screen meanwhile is handed over before the next. What a draft holds is not its business.
 */
import type { Draft, Problem } from './contract.ts';
import { problemOf } from './api.ts';

export interface KeeperOptions {
  save: (draft: Draft) => Promise<unknown>;
  /** Called with a problem when a save fails, and with none when one works again. */
  told: (problem: Problem | null) => void;
  wait?: number;
  retry?: number;
}

export class DraftKeeper {
  readonly #save: KeeperOptions['save'];
  readonly #told: KeeperOptions['told'];
  readonly #wait: number;
  readonly #retry: number;
  #latest: Draft | null = null;
  /** Of contacts that are no longer on the screen: handed over first. */
  #earlier: Draft[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay: Promise<boolean> | null = null;
  #failures = 0;

  constructor({ save, told, wait = 300, retry = 1000 }: KeeperOptions) {
    this.#save = save;
    this.#told = told;
    this.#wait = wait;
    this.#retry = retry;
  }

  /** Something is not yet with the desk. */
  get pending(): boolean {
    return this.#waiting || this.#underWay !== null;
  }

  get #waiting(): boolean {
    return this.#latest !== null || this.#earlier.length > 0;
  }

  /** A new state. The first one starts the clock, later ones do not put it off. */
  change(draft: Draft): void {
    if (this.#latest && this.#latest.contact_id !== draft.contact_id) {
      this.#earlier.push(this.#latest);
    }
    this.#latest = draft;
    if (this.#timer === undefined) this.#arm(this.#wait);
  }

  /** Hands over what there is now. True when the desk has it. */
  async flush(): Promise<boolean> {
    this.#disarm();
    if (this.#underWay && !(await this.#underWay) && !this.#waiting) return false;
    while (this.#waiting) if (!(await this.#send())) return false;
    return true;
  }

  /** The draft is done with: nothing of it may arrive any more. Waits for what is under way. */
  async forget(): Promise<void> {
    this.#disarm();
    this.#latest = null;
    await this.#underWay;
    this.#disarm();
    this.#latest = null;
    if (this.#waiting) this.#arm(this.#wait);
  }

  #arm(after: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void (this.#underWay ?? Promise.resolve()).then(() => this.#waiting && this.#send());
    }, after);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #send(): Promise<boolean> {
    if (this.#underWay) return this.#underWay.then(() => (this.#waiting ? this.#send() : true));
    const earlier = this.#earlier.shift();
    const draft = earlier ?? this.#latest;
    if (draft === null) return Promise.resolve(true);
    if (!earlier) this.#latest = null;
    this.#underWay = this.#save(draft).then(
      () => {
        this.#underWay = null;
        if (this.#failures > 0) this.#told(null);
        this.#failures = 0;
        if (this.#waiting && this.#timer === undefined) this.#arm(0);
        return true;
      },
      (thrown: unknown) => {
        this.#underWay = null;
        this.#putBack(draft);
        this.#failures += 1;
        this.#told(problemOf(thrown));
        if (this.#timer === undefined) {
          this.#arm(Math.min(this.#retry * 2 ** (this.#failures - 1), 10_000));
        }
        return false;
      },
    );
    return this.#underWay;
  }

  /** A newer state of the same contact stands for it. */
  #putBack(draft: Draft): void {
    const waiting = this.#latest === null ? this.#earlier : [...this.#earlier, this.#latest];
    if (waiting.some((d) => d.contact_id === draft.contact_id)) return;
    if (this.#latest === null) this.#latest = draft;
    else this.#earlier.unshift(draft);
  }
}
