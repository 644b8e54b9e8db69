/** The whole board over recorded answers: every chart is a sentence, rows and a table. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, render, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import App from '../../../src/board/App.svelte';
import { Board } from '../../../src/board/board.svelte.ts';

const recorded = (name: string) =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/board', `${name}.json`), 'utf8'),
  );
const codes = { reasons: [], outcomes: [], root_causes: [], templates: [], directory: [] };

function answer(address: string): unknown {
  const { pathname, searchParams } = new URL(address, 'http://store');
  const by = searchParams.get('by');
  if (pathname.endsWith('/codes')) return codes;
  if (pathname.endsWith('/contacts')) return recorded('contacts-empty');
  if (!pathname.endsWith('/fcr')) return recorded(pathname.split('/').at(-1) ?? '');
  if (by === 'team') return { groups: [] };
  if (by === 'day') return recorded('fcr-48');
  return recorded(searchParams.has('to_ms') ? 'fcr-before' : `fcr-${by}`);
}

/** There is no layout here: nothing ever changes its size. */
class Still {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', Still);
  window.history.replaceState(null, '', '/?lang=en#key=k');
  vi.stubGlobal('fetch', (address: string) =>
    Promise.resolve(new Response(JSON.stringify(answer(address)))),
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('every chart says itself and is a table when asked', async () => {
  render(App, { board: new Board(window) });
  const find = () => [...document.querySelectorAll<HTMLElement>('figure')];
  await vi.waitFor(() => expect(find()).toHaveLength(5), { timeout: 20_000 });
  const charts = find();
  const user = userEvent.setup();
  for (const chart of charts) {
    const says = chart.querySelector('figcaption p')?.textContent ?? '';
    expect(says, chart.textContent).toMatch(/\p{L}.*\d.*\.$/u);
    await user.click(within(chart).getByRole('button', { name: 'Table' }));
    expect(chart.querySelectorAll('tbody tr').length).toBeGreaterThan(1);
    await user.click(within(chart).getByRole('button', { name: 'Table' }));
  }
  const first = document
    .querySelector<HTMLElement>('#chart-reasons')
    ?.closest('figure')
    ?.querySelector<HTMLElement>('[role=option]');
  first?.focus();
  await user.keyboard('{ArrowDown}{Home}{Enter}');
  expect(first).toHaveFocus();
  expect(first).toHaveAttribute('aria-selected', 'true');
  expect(window.location.search).toContain('reason=');
}, 60_000);
