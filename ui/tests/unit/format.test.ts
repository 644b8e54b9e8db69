/** UI-26: what numbers, times and dates look like, whatever the engine prefers. */
import { describe, expect, test } from 'vitest';
import { Format } from '../../src/i18n/format.ts';
import { chooseLang, dirOf, formatLocale, languages } from '../../src/i18n/languages.ts';

const at = new Date(2026, 10, 20, 13, 42).getTime();
const of = (lang: (typeof languages)[number], arab = false) => new Format(formatLocale(lang, arab));

test.each([
  ['en', '04:12', '13:42', '20 Nov'],
  ['sv', '04:12', '13:42', '20 nov.'],
  ['zh-Hans', '04:12', '13:42', '11月20日'],
  ['zh-Hant', '04:12', '13:42', '11月20日'],
  ['ar', '04:12', '13:42', '20 نوفمبر'],
] as const)('%s', (lang, lasting, time, day) => {
  const format = of(lang);
  expect(format.lasting(252_000)).toBe(lasting);
  expect(format.time(at)).toBe(time);
  expect(format.day(at)).toBe(day);
});

test('Arabic digits when they are wanted, and only then', () => {
  expect(of('ar', true).lasting(252_000)).toBe('٠٤:١٢');
  expect(of('ar', false).number(1234)).toMatch(/^1.234$/);
});

describe('in English', () => {
  const format = of('en');
  test('lengths', () => {
    expect(format.length(45_000)).toBe('0:45');
    expect(format.lasting(3_729_000)).toBe('1:02:09');
    expect(format.lasting(-5)).toBe('00:00');
  });
  test('days ago counts days, not hours', () => {
    expect(format.daysAgo('2026-11-19', new Date(2026, 10, 20, 0, 5).getTime())).toBe('yesterday');
    expect(format.daysAgo('2026-11-17', at)).toBe('3 days ago');
  });
  test('a moment of today has no date', () => {
    expect(format.moment(at, at + 3_600_000)).toBe('13:42');
    expect(format.moment(at, at + 86_400_000)).toBe('20 Nov 13:42');
  });
  test('runs', () => {
    expect(format.runs([3, 1, 2, 5, 5])).toBe('1–3, 5');
    expect(format.runs([])).toBe('');
  });
});

test('the language of the screen', () => {
  expect(chooseLang('ar', ['en'])).toBe('ar');
  expect(chooseLang(null, ['zh-TW', 'en'])).toBe('zh-Hant');
  expect(chooseLang(null, ['zh-CN'])).toBe('zh-Hans');
  expect(chooseLang(null, ['sv-FI'])).toBe('sv');
  expect(chooseLang(null, ['fi-FI'])).toBe('en');
  expect(chooseLang('xx', ['ar-EG'])).toBe('ar');
  expect([dirOf('ar'), dirOf('zh-Hant')]).toEqual(['rtl', 'ltr']);
});
