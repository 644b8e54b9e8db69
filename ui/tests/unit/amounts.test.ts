/** What was sold for: read as people write amounts, and never thrown away. */
import { screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Draft } from '../../src/contract.ts';
import { minorOf } from '../../src/wrap-up/ExtraFields.svelte';
import { type Opened, prepare } from './opened.ts';

test.each([
  ['499', 49_900],
  ['1,5', 150],
  ['1.5', 150],
  ['12,', 1200],
  ['.5', 50],
  ['1,234.50', 123_450],
  ['1.234,50', 123_450],
  ['1 234,50', 123_450],
  ['1\u00a0234,50', 123_450],
  ['1\u202f234,50', 123_450],
  ['1,234,567', 123_456_700],
  ['12345.67', 1_234_567],
  ['0.07', 7],
  ['١٢٣٫٥٠', 12_350],
  ['١٬٢٣٤٫٥٠', 123_450],
  ['\u200f۱۲۳٫۵', 12_350],
  ['１２３．５０', 12_350],
  // Neither is there more of the unit than this, nor do thousands stand so.
  ['1.2345', null],
  ['0,123', null],
  ['12,34,56', null],
  ['1,234,50', null],
  ['1.234.50', null],
  ['1,234.50.1', null],
  ['-5', null],
  ['5 kr', null],
  ['.', null],
  ['', null],
])('%s', (text, minor) => {
  for (const mark of ['.', ',', '٫']) expect(minorOf(text, 2, mark)).toBe(minor);
});

test('a thousand or one and a bit: as the language writes it', () => {
  expect(minorOf('1,234', 2, '.')).toBe(123_400);
  expect(minorOf('1.234', 2, ',')).toBe(123_400);
  expect(minorOf('1.234', 3, '.')).toBe(1234);
  expect(minorOf('1,234', 3, ',')).toBe(1234);
  // One and a bit, but öre have no tenths.
  expect(minorOf('1,234', 2, ',')).toBe(null);
  expect(minorOf('1,234', 0, '.')).toBe(1234);
});

let it: Opened;
beforeEach(() => {
  it = prepare();
  it.desk.ring();
  it.desk.codes.centre.conversion = { reasons: [], amount: true, currency: 'SEK' };
});
afterEach(() => vi.useRealTimers());

async function sold() {
  await it.open();
  await it.user.keyboard('{Control>}e{/Control}');
  await screen.findByRole('radiogroup', { name: /Outcome/ });
  const group = await screen.findByRole('group', { name: 'Sale made, or customer kept?' });
  await it.user.click(group.querySelector('button') as HTMLElement);
  return screen.findByLabelText('Amount');
}

test('what cannot be read stays on the screen and says so, until it is corrected', async () => {
  const field = await sold();
  await it.user.type(field, '1,234.50 kr');
  await it.user.tab();
  expect(field).toHaveValue('1,234.50 kr');
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription(
    /cannot be read as an amount.*for example \u2068?1,234\.5/,
  );
  await vi.advanceTimersByTimeAsync(400);
  expect(it.desk.kept.at(-1)?.conversion).toEqual({ made: true });
  await it.user.type(field, '{Backspace}{Backspace}{Backspace}');
  await it.user.tab();
  expect(field).toBeValid();
  expect(field).toHaveValue('1,234.5');
  await waitFor(() =>
    expect(it.desk.kept.at(-1)?.conversion).toEqual({
      made: true,
      amount_minor: 123_450,
      currency: 'SEK',
    }),
  );
});

const recorded = () =>
  it.desk.asked
    .filter(([name]) => name === 'wrap_up')
    .map(([, request]) => (request as { draft: Draft }).draft.conversion);

test('nothing is saved with an amount that cannot be read: the focus goes to it, and it stays', async () => {
  const field = await sold();
  await it.user.type(field, '1,234.50 kr');
  await it.user.click(screen.getByLabelText(/^Not a customer issue/));
  await it.user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(field).toHaveFocus());
  expect(field).toHaveValue('1,234.50 kr');
  expect(field).toHaveAccessibleDescription(/cannot be read as an amount/);
  expect(it.said).toContain('Not saved yet: one field is missing or wrong.');
  expect(recorded()).toEqual([]);
  await it.user.keyboard('{End}{Backspace}{Backspace}{Backspace}{Control>}{Enter}{/Control}');
  await waitFor(() => expect(recorded()).toHaveLength(1));
  expect(recorded()).toEqual([{ made: true, amount_minor: 123_450, currency: 'SEK' }]);
});

test('nor without one, as the desk wants it', async () => {
  const field = await sold();
  expect(field).toBeValid();
  await it.user.click(screen.getByLabelText(/^Not a customer issue/));
  await it.user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(field).toHaveFocus());
  expect(field).toHaveAccessibleDescription('Fill this in.');
  expect(recorded()).toEqual([]);
});

test('an amount that cannot be read is still there when the wrap-up was set aside', async () => {
  await it.user.type(await sold(), 'about 500');
  await it.user.keyboard('{Control>}p{/Control}');
  const home = await screen.findByRole('region', { name: /Unfinished wrap-ups/ });
  await it.user.click(await within(home).findByRole('button', { name: /Finish/ }));
  expect(await screen.findByLabelText('Amount')).toHaveValue('about 500');
});
