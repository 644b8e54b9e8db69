/** What an article was before, by a key, beside the article that is read. */
import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Opened, prepare } from './opened.ts';

let it: Opened;
beforeEach(() => (it = prepare()));
afterEach(() => vi.useRealTimers());

test('the versions known here come by a key, with what each changed, and go with the article', async () => {
  await it.open();
  await it.user.keyboard('router firmware');
  await screen.findByRole('heading', { level: 1 });
  const version = screen.getByTitle('Versions');
  const number = Number(/ v(\d+)$/.exec(version.textContent ?? '')?.[1]);
  version.focus();
  await it.user.keyboard('{Enter}');
  const list = await screen.findByText(/Summary: changed/, {}, { timeout: 20_000 });
  expect(version).toHaveAttribute('aria-expanded', 'true');
  expect(list.closest('ol')).toHaveTextContent(`v${number} now`);
  expect(list.closest('ol')).toHaveTextContent(`v${number - 1}`);
  await it.user.keyboard('{Enter}');
  await waitFor(() => expect(screen.queryByText(/Summary: changed/)).toBeNull());
});
