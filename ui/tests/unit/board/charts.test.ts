import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Faults, Group, Ratio } from '../../../src/board/answers.ts';
import { change } from '../../../src/board/charts/change.ts';
import { articles, causes, pareto, vital } from '../../../src/board/charts/lists.ts';
import { csv } from '../../../src/board/charts/table.ts';
import { apart, openFrom, points } from '../../../src/board/charts/trend.ts';

const recorded = (name: string) =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/board', `${name}.json`), 'utf8'),
  );
const ratio = (k: number, n: number, low = 0, high = 1): Ratio => ({ k, n, low, high });
const group = (name: string | undefined, more: Partial<Group> = {}): Group => ({
  ...(name === undefined ? {} : { name }),
  contacts: 10,
  verified: ratio(6, 10),
  claimed: ratio(8, 10),
  confirmed: ratio(1, 2),
  precision: ratio(6, 8),
  maturity: ratio(10, 10),
  provisional: ratio(0, 0),
  came_back: ratio(1, 10),
  repeat_rate: ratio(1, 10),
  transfer_rate: ratio(0, 10),
  handle_ms_per_contact: null,
  rankable: false,
  ...more,
});

describe('a change', () => {
  test('is that of the worked example: Newcombe 1998, table II, method 10', () => {
    // 56 of 70 against 48 of 80: 0.2, from 0.0524 to 0.3339.
    const moved = change(ratio(56, 70, 0.6918, 0.8772), ratio(48, 80, 0.4904, 0.7003));
    expect(moved?.by).toBeCloseTo(0.2, 4);
    expect(moved?.low).toBeCloseTo(0.0524, 3);
    expect(moved?.high).toBeCloseTo(0.3339, 3);
    expect(moved?.clear).toBe(true);
  });

  test('is not clear while its interval holds nothing, and none of nothing', () => {
    expect(change(ratio(5, 10, 0.24, 0.76), ratio(4, 10, 0.17, 0.69))?.clear).toBe(false);
    expect(change(ratio(0, 0), ratio(4, 10))).toBeNull();
    expect(change(ratio(4, 10), ratio(0, 0))).toBeNull();
  });
});

describe('the trend', () => {
  test('has a point for every day, those without contacts as well', () => {
    const all = points([group('2026-11-20'), group('2026-11-23'), group(undefined)], 'day');
    expect(all.map(({ name }) => name)).toEqual([
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
      '2026-11-23',
    ]);
    expect(all.map(({ verified }) => verified.n)).toEqual([10, 0, 0, 10]);
    expect(points([group('2026-11-16'), group('2026-11-23')], 'week')).toHaveLength(2);
    expect(points([], 'day')).toEqual([]);
  });

  test('tells apart from where windows are open, and claims of those beside the others', () => {
    const open = { maturity: ratio(4, 10), claimed: ratio(3, 4), provisional: ratio(5, 6) };
    const all = points([group('2026-11-20'), group('2026-11-21', open)], 'day');
    expect(openFrom(all)).toBe(1);
    expect(all[1]?.claimed).toEqual({ k: 8, n: 10 });
    expect(all[1]?.open).toBe(6);
    expect(openFrom(points([group('2026-11-20')], 'day'))).toBe(1);
  });

  test('adds up to the figures of the store', () => {
    for (const [name, grain] of [
      ['fcr-48', 'day'],
      ['fcr-week', 'week'],
    ] as const) {
      const figures = recorded(name);
      const all = points(figures.groups, grain);
      const sum = (of: (point: (typeof all)[number]) => number) =>
        all.reduce((so, point) => so + of(point), 0);
      expect(sum(({ verified }) => verified.n)).toBe(figures.verified.n);
      expect(sum(({ verified }) => verified.k)).toBe(figures.verified.k);
      expect(sum(({ confirmed }) => confirmed.n)).toBe(figures.confirmed.n);
      expect(sum(({ open }) => open)).toBe(figures.maturity.n - figures.maturity.k);
      expect(sum(({ claimed }) => claimed.k)).toBe(figures.claimed.k + figures.provisional.k);
      expect(openFrom(all)).toBeLessThan(all.length);
    }
  });

  test('labels stand apart and within', () => {
    expect(apart([50, 52, 51], 18, 0, 200)).toEqual([50, 86, 68]);
    expect(apart([195, 198, 40], 18, 0, 200)).toEqual([182, 200, 40]);
    expect(apart([], 18, 0, 200)).toEqual([]);
  });
});

describe('lists', () => {
  test('reasons: the commonest first, with what they make up together', () => {
    const shares = pareto([
      group('b', { contacts: 30 }),
      group(undefined, { contacts: 10 }),
      group('a', { contacts: 60 }),
      group('gone', { contacts: 0 }),
    ]);
    expect(shares.map(({ name, cumulative }) => [name, cumulative])).toEqual([
      ['a', 0.6],
      ['b', 0.9],
      [undefined, 1],
    ]);
    expect(vital(shares)).toBe(2);
    expect(vital(pareto([group('a', { contacts: 4 }), group('b', { contacts: 1 })]))).toBe(1);
  });

  const fault = (article: string): Faults => ({
    article,
    wrong: 0,
    outdated: 2,
    unclear: 0,
    other: 0,
    contacts: 2,
  });

  test('articles: weak where even the upper bound is below all contacts; never of few', () => {
    const found = articles(
      [
        group('strong', { verified: ratio(90, 100, 0.82, 0.95) }),
        group('weak', { verified: ratio(30, 60, 0.38, 0.62) }),
        group('few', { verified: ratio(2, 20, 0.03, 0.3) }),
        group(undefined),
      ],
      [fault('weak'), fault('unused')],
      ratio(70, 100),
      'affected',
    );
    expect(found.map(({ id }) => id)).toEqual(['weak', 'few', 'strong', 'unused']);
    expect(found.filter(({ weak }) => weak).map(({ id }) => id)).toEqual(['weak']);
    expect(found.map(({ faults }) => faults?.outdated ?? 0)).toEqual([2, 0, 0, 2]);
    const bound = articles(
      [
        group('a', { verified: ratio(3, 3, 0.44, 1) }),
        group('b', { verified: ratio(70, 100, 0.6, 0.78) }),
      ],
      [],
      ratio(70, 100),
      'bound',
    );
    expect(bound.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  test('causes that never were are left out', () => {
    expect(causes({ transferred: 2, unresolved: 5, disputed: 0 })).toEqual([
      { cause: 'unresolved', count: 5 },
      { cause: 'transferred', count: 2 },
    ]);
  });
});

test('a file is read by a spreadsheet and runs nothing there', () => {
  const text = csv({
    head: ['question', 'n'],
    raw: [
      ['=1+1', 2],
      ['say "hej", please', null],
      ['två\nrader', -3],
    ],
  });
  expect(text).toBe(
    '\ufeffquestion,n\r\n\'=1+1,2\r\n"say ""hej"", please",\r\n"två\nrader",-3\r\n',
  );
});
