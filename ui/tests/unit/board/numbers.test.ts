import { describe, expect, test } from 'vitest';
import { type Lang, formatLocale } from '../../../src/i18n/languages.ts';
import { Numbers } from '../../../src/board/numbers.ts';

const hour = 3_600_000;
const of = (lang: Lang) => new Numbers(formatLocale(lang, false));
/** Without the signs that only say a direction. */
const bare = (text: string) => text.replace(/[\u061C\u200E\u200F\u2066-\u2069]/g, '');

describe('shares', () => {
  test.each([
    ['en', '41.7%', '19.3–68.0%'],
    ['sv', '41,7\u00A0%', '19,3–68,0\u00A0%'],
    ['zh-Hans', '41.7%', '19.3–68.0%'],
    ['zh-Hant', '41.7%', '19.3–68.0%'],
    ['ar', '41.7%', '19.3–68.0%'],
  ] as const)('in %s', (lang, share, interval) => {
    expect(bare(of(lang).share(5 / 12))).toBe(share);
    expect(bare(of(lang).interval({ k: 5, n: 12, low: 0.1933, high: 0.6804 }))).toBe(interval);
  });

  test('an interval stays in its order among Arabic words', () => {
    expect(of('ar').interval({ k: 5, n: 12, low: 0.19, high: 0.68 })).toMatch(/^\u2066.*\u2069$/);
  });
});

describe('spans', () => {
  test.each([
    [0, '0 minutes'],
    [59.4 * 60_000, '59 minutes'],
    [hour, '1 hour'],
    [4.22 * hour, '4.2 hours'],
    [26 * hour + 1, '26 hours'],
    [95 * hour, '95 hours'],
    [96 * hour, '4 days'],
    [17.22 * 24 * hour, '17.2 days'],
  ])('%d ms', (ms, text) => expect(of('en').span(ms)).toBe(text));

  test('in every language', () => {
    expect(of('sv').span(26 * hour)).toBe('26 timmar');
    expect(bare(of('ar').span(26 * hour))).toBe('26 ساعة');
    expect(bare(of('ar').span(3 * hour))).toBe('3 ساعات');
    // As after a preposition, which is where they stand.
    expect([1 / 30, 2, 24 * 2].map((hours) => bare(of('ar').span(hours * hour)))).toEqual([
      'دقيقتين',
      'ساعتين',
      '48 ساعة',
    ]);
    expect(bare(of('ar').span(17 * 24 * hour))).toBe('17 يوما');
    expect(of('zh-Hans').span(26 * hour)).toBe('26小时');
    expect(of('zh-Hant').span(26 * hour)).toBe('26 小時');
  });

  test('the length of a window', () => {
    expect(of('en').window(48)).toBe('48 hrs');
    expect(of('en').window(168)).toBe('7 days');
    expect(of('en').window(720)).toBe('30 days');
  });
});
