/**
 * What the screens talk to. `tauri.ts` reaches the desk; `mock/` is one in memory for browsers
 * and tests. A command fails with a `Problem` and nothing else.
 */
import type { Commands, Events, Problem } from './contract.ts';

export interface Api {
  /** Asks the desk; rejects with a {@link Problem}. */
  ask<K extends keyof Commands>(name: K, request: Commands[K][0]): Promise<Commands[K][1]>;
  /** Listens to the desk until the returned function is called. */
  on<K extends keyof Events>(event: K, handler: (payload: Events[K]) => void): () => void;
}

/** The names of all commands, for tests that hold this list to the contract. */
export const commandNames = [
  'start',
  'search',
  'article',
  'titles',
  'versions',
  'start_call',
  'calls',
  'take_call',
  'save_draft',
  'finish_later',
  'extend',
  'back_to_call',
  'resume',
  'discard',
  'story',
  'begin_follow_up',
  'suggestions',
  'rate',
  'reasons',
  'reason_help',
  'directory',
  'flag',
  'gap',
  'note',
  'summary',
  'wrap_up',
  'undo',
  'correct',
  'revisions',
  'sync',
  'refused',
  'send_again',
  'sync_now',
  'home',
  'save_settings',
  'set_secret',
  'enrol',
] as const satisfies readonly (keyof Commands)[];

/** Anything thrown, as a problem that can be shown. */
export function problemOf(thrown: unknown): Problem {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    return thrown as Problem;
  }
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
