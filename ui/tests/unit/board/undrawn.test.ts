/** What draws does not come: the figures and the contacts stand without it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import App from '../../../src/board/App.svelte';
import { Board } from '../../../src/board/board.svelte.ts';

vi.mock('../../../src/board/charts/Charts.svelte', () => {
  throw new Error('gone');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('it is said, with a way to try again', async () => {
  vi.stubGlobal('fetch', (address: string) => {
    const path = /v1\/(\w+)/.exec(address)?.[1] ?? '';
    const own = {
      teams: '[]',
      codes: '{"reasons":[],"outcomes":[],"root_causes":[],"directory":[]}',
    }[path];
    const name = { fcr: 'fcr-48', contacts: 'contacts-empty' }[path] ?? path;
    const file = join(import.meta.dirname, '../../fixtures/board', `${name}.json`);
    return Promise.resolve(new Response(own ?? readFileSync(file, 'utf8')));
  });
  window.history.replaceState(null, '', '/?lang=en#key=k');
  render(App, { board: new Board(window) });
  expect(await screen.findByText(/A part of the page could not be loaded/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(screen.getByRole('heading', { name: 'Contacts' })).toBeVisible();
});
