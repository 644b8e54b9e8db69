import { expect, test } from 'vitest';
import { atTime, dueFor } from '../../src/wrap-up/due.ts';

const now = new Date(2026, 10, 20, 13, 42, 10).getTime();
const shown = (ms: number) => new Date(ms).toLocaleString('sv-SE', { timeZone: process.env['TZ'] });

test('the four choices, in local time', () => {
  expect(shown(dueFor(1, now))).toBe('2026-11-20 15:45:00');
  expect(shown(dueFor(2, now))).toBe('2026-11-21 09:00:00');
  expect(shown(dueFor(3, now))).toBe('2026-11-22 13:45:00');
  expect(shown(dueFor(4, now))).toBe('2026-11-21 09:00:00');
});

test('the clock on the wall counts, not 24 hours', () => {
  const before = new Date(2026, 2, 28, 12, 0).getTime();
  expect(new Date(atTime(before, 1, 540)).getHours()).toBe(9);
});
