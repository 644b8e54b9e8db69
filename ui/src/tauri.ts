/** The desk behind the window: the only file that knows the shell. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Api } from './api.ts';

export const api: Api = {
  ask: (name, request) => invoke(name, { request }),
  on(event, handler) {
    const listening = listen(event, (said) => handler(said.payload as never));
    return () => void listening.then((stop) => stop());
  },
};

/** Nothing changes the texts outside of tests. */
export const pseudo: ((text: string) => string) | undefined = undefined;
