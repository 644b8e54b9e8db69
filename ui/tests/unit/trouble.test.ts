/** What the shell has to say at the start, in the agent's language, with the place in its own words. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import App from '../../src/App.svelte';
import type { Problem } from '../../src/contract.ts';
import { MemoryDesk } from '../../src/mock/desk.ts';

const crash: Problem = {
  code: 'internal',
  message: 'Something broke; the report is in /data/crashes/1.txt.',
  field: 'crash',
};
const file: Problem = {
  code: 'invalid',
  message: '/data/desk.toml: line 2: …',
  field: 'desk.toml',
};

test.each([
  ['sv', crash, /slutade fungera förra gången/],
  ['ar', crash, /المسودة كذلك/],
  ['zh-Hans', file, /无法使用 desk.toml 文件/],
  ['zh-Hant', file, /無法使用 desk.toml 檔案/],
  ['en', file, /Everything works as without it/],
])('%s: said in words of the language', async (lang, problem, words) => {
  const desk = new MemoryDesk({ lang });
  desk.trouble = problem;
  render(App, { api: desk });
  expect(await screen.findByText(words)).toBeVisible();
  expect(
    screen.getByText(
      (_, at) => at instanceof HTMLElement && at.classList.contains('meta') && at.lang === 'en',
    ),
  ).toHaveTextContent(problem.message);
});

test('a desk that could not be opened opens when it is tried again, with the cursor in the search', async () => {
  const desk = new MemoryDesk({ lang: 'en' });
  desk.faults.failing.start = { code: 'disk_full', message: 'There is no room on the disk.' };
  render(App, { api: desk });
  const again = await screen.findByRole('button', { name: 'Try again' });
  await userEvent.click(again);
  expect(await screen.findByText('There is no room on the disk.')).toBeVisible();
  delete desk.faults.failing.start;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  const search = await screen.findByRole('combobox', { name: 'Search articles' });
  await waitFor(() => expect(search).toHaveFocus());
});
