/** Reading on a desk in memory: what is on the screen, and what is meant. */
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import App from '../../src/App.svelte';
import { MemoryDesk } from '../../src/mock/desk.ts';

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => vi.useRealTimers());

test('attaching means what is selected, though another article is still on the screen', async () => {
  const desk = new MemoryDesk({ lang: 'en', preview_ms: 300 });
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  desk.ring();
  render(App, { api: desk });
  const field = await screen.findByRole('combobox', { name: 'Search articles' });
  await user.click(field);
  await user.keyboard('router');
  await vi.advanceTimersByTimeAsync(400);
  const before = (await screen.findByRole('heading', { level: 1 })).textContent;

  await user.keyboard('{ArrowDown}{Control>}j{/Control}');
  const hits = within(screen.getByRole('listbox', { name: 'Articles found' }));
  const chosen = hits.getByRole('option', { selected: true });
  await waitFor(() => expect(chosen).toHaveTextContent('Attached'));
  const shown = screen.getByRole('heading', { level: 1 }).textContent;
  expect(shown).not.toBe(before);
  expect(chosen).toHaveTextContent(shown);
});
