/** The board while something does not go well: nothing is shown as what it is not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import App from '../../../src/board/App.svelte';
import { Board } from '../../../src/board/board.svelte.ts';

const recorded = (name: string) =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/board', `${name}.json`), 'utf8'),
  );

/** What the store says to one question, when it is not what was recorded. */
let answers: (query: URLSearchParams, path: string) => unknown;

function answer(address: string): unknown {
  const { pathname, searchParams } = new URL(address, 'http://store');
  const path = pathname.split('/').at(-1) ?? '';
  const by = searchParams.get('by');
  const own = answers(searchParams, path);
  if (own !== undefined) return own;
  if (path === 'codes')
    return { reasons: [], outcomes: [], root_causes: [], templates: [], directory: [] };
  if (path === 'contacts') return recorded('contacts-empty');
  if (path === 'teams') return [];
  if (path !== 'fcr') return recorded(path);
  if (by === 'day') return recorded('fcr-48');
  return recorded(searchParams.has('to_ms') ? 'fcr-before' : `fcr-${by}`);
}

class Still {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

const figures = () => document.querySelector('section:has(> #figures)');
const change = () => screen.queryAllByText(/points on the period before/);

async function open(query = ''): Promise<Board> {
  window.history.replaceState(null, '', `/?lang=en${query}#key=k`);
  const board = new Board(window);
  render(App, { board });
  await vi.waitFor(() => expect(document.querySelectorAll('figure')).toHaveLength(5), {
    timeout: 20_000,
  });
  return board;
}

beforeEach(() => {
  answers = () => undefined;
  vi.stubGlobal('ResizeObserver', Still);
  vi.stubGlobal('fetch', async (address: string) => {
    const body = await answer(address);
    const status = typeof body === 'object' && body && 'code' in body ? 500 : 200;
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('the period before is of the same question as the figures, or there is none', async () => {
  const board = await open();
  expect(change()).toHaveLength(3);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  answers = (query) => (query.has('to_ms') ? held.then(() => recorded('fcr-before')) : undefined);
  board.look({ queue: 'broadband-support' });
  await vi.waitFor(() => expect(board.changing).toBe(false));
  expect(change()).toHaveLength(0);
  expect(screen.queryByText(/(above|below|different from) the period before/)).toBeNull();
  release();
  await vi.waitFor(() => expect(change()).toHaveLength(3));
});

test('figures of another view stay marked as such while the store has a problem', async () => {
  const board = await open();
  const question = board.insights.all;
  answers = (query, path) =>
    path === 'fcr' && query.has('queue') && query.get('by') === 'day'
      ? { code: 'unavailable', message: 'Too busy.' }
      : undefined;
  board.look({ queue: 'broadband-support' });
  await screen.findByText('Too busy.');
  expect(figures()).toHaveClass('old');
  // Nor is something of the new view put beside them.
  await board.reload();
  expect(board.insights.all).toBe(question);
  answers = () => undefined;
  await board.read();
  await vi.waitFor(() => expect(figures()).not.toHaveClass('old'));
});

test('lengths so far are drawn on the scale of the whole, however many rows there are', async () => {
  const whole = recorded('fcr-whole_reason');
  const [first] = whole.groups;
  const more = Array.from({ length: 8 }, (_, at) => ({ ...first, name: `more/${at}` }));
  answers = (query) =>
    query.get('by') === 'whole_reason'
      ? { ...whole, groups: [...whole.groups, ...more] }
      : undefined;
  await open('&reasons=whole');
  const chart = document.querySelector('#chart-reasons')?.closest('figure');
  const rows = [...(chart?.querySelectorAll('[role=option]') ?? [])];
  expect(rows).toHaveLength(10);
  for (const row of rows) {
    const said = row.querySelectorAll('.value')[2]?.textContent ?? '';
    const drawn = row.querySelector('.over')?.getAttribute('x') ?? '';
    expect(parseFloat(drawn)).toBeCloseTo(parseFloat(/[\d.]+(?=%)/.exec(said)?.[0] ?? ''), 0);
  }
});

test('one is one', async () => {
  answers = (query, path) =>
    path === 'fcr' && query.get('by') === 'day'
      ? {
          ...recorded('fcr-48'),
          contacts_per_issue: { mean: 1, n: 1 },
          acw_ms_per_contact: { mean: 60_000, n: 1 },
          handle_ms_per_contact: { mean: 60_000, n: 1234 },
        }
      : undefined;
  await open();
  const beneath = [...document.querySelectorAll('.beneath')].map((e) =>
    (e.textContent ?? '').replace(/[\u2066-\u2069]/g, '').trim(),
  );
  expect(beneath).toEqual(expect.arrayContaining(['1 issue', '1 contact', '1,234 contacts']));
});

test('a language whose words do not come is said in English, with a way to try again', async () => {
  window.history.replaceState(null, '', '/?lang=sv#key=k');
  const board = new Board(window);
  const use = board.texts.use.bind(board.texts);
  vi.spyOn(board.texts, 'use').mockImplementation((lang, digits) =>
    lang === 'sv' ? Promise.reject(new Error('gone')) : use(lang, digits),
  );
  const again = vi.spyOn(board, 'again').mockReturnValue();
  render(App, { board });
  expect(await screen.findByText(/A part of the page could not be loaded/)).toBeVisible();
  expect(document.documentElement.lang).toBe('en');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(again).toHaveBeenCalledOnce();
  await board.speak('ar');
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull());
});
