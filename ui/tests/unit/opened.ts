/** The window opened on a desk in memory, with the clock in the test's hands. */
import { render, screen } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { vi } from 'vitest';
import App from '../../src/App.svelte';
import { wall } from '../../src/article/wall.ts';
import { keys } from '../../src/keys.svelte.ts';
import { MemoryDesk } from '../../src/mock/desk.ts';
import { seldom } from '../../src/wrap-up/seldom.ts';

export interface Opened {
  desk: MemoryDesk;
  user: UserEvent;
  open: () => Promise<void>;
  /** The text of every polite announcement, in order. */
  said: string[];
}

export function prepare(): Opened {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  keys.changes = {};
  const desk = new MemoryDesk({ lang: 'en', preview_ms: 0 });
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const said: string[] = [];
  return {
    desk,
    user,
    said,
    async open() {
      // The window has brought them long before a call ends.
      await Promise.all([seldom(), wall()]);
      render(App, { api: desk });
      await screen.findByRole('combobox', { name: 'Search articles' });
      await vi.advanceTimersByTimeAsync(50);
      const region = document.querySelector('.window > [role=status]');
      if (!region) throw new Error('nothing announces');
      new MutationObserver(() => {
        const text = region.textContent?.trim();
        if (text) said.push(text.replace(/[\u2066-\u2069\u200b]/g, ''));
      }).observe(region, { childList: true, characterData: true, subtree: true });
    },
  };
}
