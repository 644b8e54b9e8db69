/** A conversation that was ended by key too early goes on; one that is over stays over. */
import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Opened, prepare } from './opened.ts';

let it: Opened;
beforeEach(() => (it = prepare()));
afterEach(() => vi.useRealTimers());

const ctrl = (key: string) => it.user.keyboard(`{Control>}${key}{/Control}`);
const asked = () => it.desk.asked.filter(([name]) => name === 'back_to_call');
async function form() {
  const outcome = await screen.findByRole('radiogroup', { name: /Outcome/ });
  await waitFor(() => expect(outcome).toContainElement(document.activeElement as HTMLElement));
}

test('Ctrl+E in the wrap-up is back in the call, with its clock and all that was typed', async () => {
  it.desk.ring(4);
  await it.open();
  await ctrl('e');
  await form();
  await it.user.keyboard('3');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(screen.getByRole('button', { name: /^Back to the call/ })).toBeVisible();
  await ctrl('e');
  expect(await screen.findByText('On call', { selector: '.state span' })).toBeVisible();
  await waitFor(() =>
    expect(screen.getByRole('combobox', { name: 'Search articles' })).toHaveFocus(),
  );
  expect(screen.getByRole('timer').textContent).toMatch(/4:3\d/);
  expect(screen.getByRole('button', { name: /^Hold/ })).toBeVisible();
  expect(it.said.at(-1)).toBe('On call');
  expect(it.desk.draft).toMatchObject({ phase: 'on_call', end_ms: null, outcome: 'not_resolved' });
  // What is typed from here on is typed in a call, and so is it kept.
  await it.user.keyboard('router');
  await vi.advanceTimersByTimeAsync(500);
  expect(it.desk.kept.at(-1)).toMatchObject({ phase: 'on_call', end_ms: null, query: 'router' });
  await ctrl('e');
  await form();
  expect(screen.getByRole('timer').textContent).toMatch(/0:0\d/);
});

test('refused by the desk, the wrap-up stays as it was', async () => {
  it.desk.ring();
  await it.open();
  await ctrl('e');
  await form();
  it.desk.faults.failing.back_to_call = { code: 'invalid', message: 'It cannot be gone back to.' };
  const end = it.desk.draft?.end_ms;
  await ctrl('e');
  expect(await screen.findByText('That did not work')).toBeVisible();
  expect(screen.getByText('Wrap-up', { selector: '.state span' })).toBeVisible();
  await it.user.keyboard('5');
  await vi.advanceTimersByTimeAsync(500);
  expect(it.desk.kept.at(-1)).toMatchObject({ phase: 'wrap_up', end_ms: end });
});

test.each([
  ['that the telephone ended', () => it.desk.answer(it.desk.offer().call_id)],
  ['that lay aside', () => it.desk.ring(4, { phase: 'wrap_up', end_ms: Date.now(), parked_ms: 9 })],
  [
    'that is corrected',
    () => it.desk.ring(4, { phase: 'wrap_up', end_ms: Date.now(), revision: 2 }),
  ],
])('there is no way back into one %s', async (_, begin) => {
  begin();
  await it.open();
  it.desk.hangUp();
  await screen.findByRole('radiogroup', { name: /Outcome/ });
  expect(screen.queryByRole('button', { name: /^Back to the call/ })).toBe(null);
  await ctrl('e');
  await vi.advanceTimersByTimeAsync(100);
  expect(asked()).toEqual([]);
  expect(screen.getByText('Wrap-up', { selector: '.state span' })).toBeVisible();
});
