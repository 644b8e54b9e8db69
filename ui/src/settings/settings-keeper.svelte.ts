/**
 * Hands the settings to the desk, a moment after they are shown.
 *
 * Promises: one that the desk refuses keeps no other from being kept; what is shown is what is kept,
 * but for one that is refused while the settings are open: it stays to be corrected, and that it is
 * not kept is said. How a setting looks once it is shown is the desk's business.
 */
import { problemOf } from '../api.ts';
import type { Problem, Settings } from '../contract.ts';
import type { Desk } from '../desk.svelte.ts';
import { usual } from '../usual.ts';

type Key = keyof Settings;

export class SettingsKeeper {
  /** Why something that was set is not kept. */
  problem = $state.raw<Problem | null>(null);
  readonly #desk: Desk;
  /** As the desk has them. */
  #kept: Settings = structuredClone(usual);
  /** Shown, and not handed over yet. */
  #changed: Key[] = [];
  /** Shown, and being handed over. */
  #handing: Key[] = [];
  /** Shown, and refused. */
  #refused: Key[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** As the desk has them now. What was set here since stays. */
  took(settings: Settings): void {
    this.#kept = structuredClone(settings);
    const own = [...this.#changed, ...this.#handing, ...this.#refused];
    void this.#desk.show({ ...structuredClone(settings), ...part(this.#shown, own) });
  }

  /** Something else is shown, and is to be kept. */
  change(keys: Key[]): void {
    this.#changed = [...this.#changed, ...keys];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), 200);
  }

  /** What was refused is shown as it is kept, once nobody is at it any more. */
  putBack(): void {
    const { key_kept } = this.#shown.summary;
    const back = part(structuredClone(this.#kept), this.#refused);
    this.#refused = [];
    // A key is kept by a command of its own.
    if (back.summary) back.summary.key_kept = key_kept;
    void this.#desk.show(back);
  }

  get #shown(): Settings {
    return $state.snapshot(this.#desk.settings);
  }

  async #save(): Promise<void> {
    // The one under way goes on with what was changed meanwhile.
    if (this.#saving) return;
    this.#saving = true;
    while (this.#changed.length > 0 && (await this.#handOver(this.#changed)));
    this.#saving = false;
    if (this.#desk.panel !== 'settings' && this.#refused.length > 0) this.putBack();
  }

  /** False when nothing can be kept at present: it is tried again with the next change. */
  async #handOver(keys: Key[]): Promise<boolean> {
    const desk = this.#desk;
    this.#changed = [];
    this.#handing = keys;
    const wanted = { ...this.#kept, ...part(this.#shown, keys) };
    try {
      await desk.api.ask('save_settings', wanted);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'invalid') {
        this.#changed = [...keys, ...this.#changed];
        desk.problem = problem;
        return false;
      }
      const named = keys.filter((key) => key === problem.field?.split('.')[0]);
      const wrong = named.length > 0 ? named : keys;
      this.#refused = [...this.#refused, ...wrong];
      this.#changed = [...keys.filter((key) => !wrong.includes(key)), ...this.#changed];
      this.problem = problem;
      return true;
    } finally {
      this.#handing = [];
    }
    this.#kept = { ...this.#kept, ...part(wanted, keys) };
    this.#refused = this.#refused.filter((key) => !keys.includes(key));
    if (this.#refused.length === 0) this.problem = null;
    desk.problem = null;
    return true;
  }
}

/** Only these of them. */
function part(settings: Settings, keys: readonly Key[]): Partial<Settings> {
  return Object.fromEntries(keys.map((key) => [key, settings[key]]));
}
