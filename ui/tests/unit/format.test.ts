/** UI-26: what numbers, times and dates look like, whatever the engine prefers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { Format } from '../../src/i18n/format.ts';
import { chooseLang, dirOf, formatLocale, languages } from '../../src/i18n/languages.ts';

const at = new Date(2026, 10, 20, 13, 42).getTime();
const of = (lang: (typeof languages)[number], arab = false) => new Format(formatLocale(lang, arab));

test.each([
  ['en', '04:12', '13:42', '20 Nov', 'Fri 20 Nov'],
  ['sv', '04:12', '13:42', '20 nov.', 'fre 20 nov.'],
  ['zh-Hans', '04:12', '13:42', '11月20日', '11月20日 周五'],
  ['zh-Hant', '04:12', '13:42', '11月20日', '11月20日 週五'],
  ['ar', '04:12', '13:42', '20 نوفمبر', 'الجمعة 20 نوفمبر'],
] as const)('%s', (lang, lasting, time, day, weekday) => {
  const format = of(lang);
  expect(format.lasting(252_000)).toBe(lasting);
  expect(format.time(at)).toBe(time);
  expect(format.day(at)).toBe(day);
  expect(format.weekday(at)).toBe(weekday);
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
  test('a day of another year has it', () => {
    const later = new Date(2027, 0, 2).getTime();
    expect(format.moment(at, later)).toBe('20 Nov 2026 13:42');
    expect(format.day(at, later)).toBe('20 Nov 2026');
    expect(format.weekday(at, later)).toBe('Fri 20 Nov 2026');
    expect(of('zh-Hans').weekday(at, later)).toBe('2026年11月20日 周五');
    expect(format.day(at, new Date(2026, 0, 1).getTime())).toBe('20 Nov');
  });
  test('runs', () => {
    expect(format.runs([3, 1, 2, 5, 5])).toBe('1–3, 5');
    expect(format.runs([])).toBe('');
  });
});

test.each([
  ['tel:+46701740612', '+46 70 174 06 12'],
  ['+4685173044', '+46 8 517 30 44'],
  ['+12125550123', '+1 212 555 0123'],
  ['+8613800138000', '+86 138 0013 8000'],
  ['+35312345678', '+353 1 234 56 78'],
  // Whatever was typed stays as it was typed.
  ['070-174 06 12', '070-174 06 12'],
  ['+46 70 174 06 12', '+46 70 174 06 12'],
  ['K-204117', 'K-204117'],
  ['mailto:sara@example.com', 'sara@example.com'],
  ['', ''],
])('the number %s is read as %s', (kept, read) => {
  expect(of('en').phone(kept)).toBe(read);
});

test('Arabic days carry no vowel mark', () => {
  expect(of('ar').daysAgo('2026-10-20', at)).toMatch(/^قبل 31 يوما$/);
});

test('a run in Arabic begins at the right', () => {
  expect(of('ar').runs([1, 2, 3])).toBe('\u200f1–3');
});

/** One question to an engine and its answer. A date is written as local time: every machine has its own zone. */
interface Asked {
  kind: 'NumberFormat' | 'DateTimeFormat' | 'RelativeTimeFormat';
  locale: string;
  options: object;
  values: unknown[];
  text: string;
}

/** All that `Format` asks of an engine, in every language, with what this one says. */
function askAll(): Asked[] {
  const asked = new Map<string, Asked>();
  for (const kind of ['NumberFormat', 'DateTimeFormat', 'RelativeTimeFormat'] as const) {
    const Real = Intl[kind] as new (
      locale: string,
      options: object,
    ) => { format: (...values: unknown[]) => string };
    const made = function (locale: string, options: object = {}) {
      const real = new Real(locale, options);
      return {
        format(...given: unknown[]) {
          const text = real.format(...given);
          const values = given.map((value) =>
            kind === 'DateTimeFormat' ? local(value as number) : value,
          );
          const one = { kind, locale, options, values, text };
          asked.set(JSON.stringify(one), one);
          return text;
        },
      };
    };
    vi.spyOn(Intl as unknown as Record<string, typeof made>, kind).mockImplementation(made);
  }
  for (const [lang, arab] of [
    ...languages.map((l) => [l, false] as const),
    ['ar', true] as const,
  ]) {
    const format = of(lang, arab);
    for (const value of [0, 7, 1234, 98_765]) format.number(value);
    format.lasting(252_000);
    for (const month of [0, 4, 7, 10]) {
      const moment = new Date(2026, month, 3, 8, 5).getTime();
      format.moment(moment, at);
      format.weekday(moment);
      format.date(`2026-${String(month + 1).padStart(2, '0')}-21`);
    }
    for (const days of [0, 1, 2, 6, 15, 50, 98]) {
      const then = new Date(2026, 10, 20 - days);
      format.daysAgo(local(then.getTime()).slice(0, 10), at);
    }
  }
  vi.restoreAllMocks();
  return [...asked.values()];
}

function local(ms: number): string {
  const date = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

test('UI-26: the strings that Chromium and the real window are held to are those of here', () => {
  const file = `${import.meta.dirname}/../fixtures/format.json`;
  const lines = askAll().map((one) => JSON.stringify(one));
  if (process.env['UPDATE']) writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
  expect(lines.length).toBeGreaterThan(100);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(`[${lines.join(',')}]`));
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
