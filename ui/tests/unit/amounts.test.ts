/** What was sold for: read as people write amounts, and never thrown away. */
import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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

test('what cannot be read stays on the screen and says so, until it is corrected', async () => {
  await it.open();
  await it.user.keyboard('{Control>}e{/Control}');
  await screen.findByRole('radiogroup', { name: /Outcome/ });
  const group = await screen.findByRole('group', { name: 'Sale made, or customer kept?' });
  await it.user.click(group.querySelector('button') as HTMLElement);
  const field = await screen.findByLabelText('Amount');
  await it.user.type(field, '1,234.50 kr');
  await it.user.tab();
  expect(field).toHaveValue('1,234.50 kr');
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription(/does not fit/);
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
