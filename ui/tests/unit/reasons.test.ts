import { describe, expect, test } from 'vitest';
import { codes, leavesIn } from '../../src/mock/codes.ts';
import { fold, pathNames, reasonRows } from '../../src/wrap-up/reasons.ts';

const paths = (lang: string, typed: string, article: string[] = []) =>
  reasonRows(leavesIn(lang), typed, article).map((row) => row.path);

describe('what it is found by', () => {
  test.each([
    ['en', 'name', 'esim', 'mobile/sim/esim'],
    ['en', 'code in any case', 'bb-11', 'broadband/no-connection/after-firmware'],
    ['en', 'parent and leaf', 'broadband line', 'broadband/no-connection/line-fault'],
    ['en', 'synonym', 'red light', 'broadband/no-connection/router-lights'],
    ['sv', 'without its marks', 'aterstall', 'broadband/equipment/router-reset'],
    ['ar', 'hamza or none', 'الانترنت عطل', 'broadband/no-connection/line-fault'],
    ['zh-Hans', 'characters', '固件', 'broadband/no-connection/after-firmware'],
    ['zh-Hans', 'Pinyin initials', 'xlgz', 'broadband/no-connection/line-fault'],
    ['zh-Hant', 'synonym', '韌體', 'broadband/no-connection/after-firmware'],
  ])('%s: %s', (lang, _, typed, path) => {
    expect(paths(lang, typed)).toContain(path);
  });

  test('what fits nothing finds nothing', () => {
    expect(paths('en', 'xyzzy')).toEqual([]);
  });
});

test('order: the article’s, the agent’s own, the team’s, the rest; each once', () => {
  const article = ['broadband/no-connection/line-fault', 'broadband/equipment/router-reset'];
  const all = leavesIn('en').map((leaf) => ({ ...leaf, own: 0, team: 0, with_article: {} }));
  const use = (path: string, own: number, team: number) =>
    Object.assign(all.find((leaf) => leaf.path === path) ?? {}, { own, team });
  use('broadband/equipment/router-reset', 9, 1);
  use('billing/invoice/copy', 1, 90);
  use('billing/invoice/too-high', 4, 3);
  use('mobile/sim/esim', 0, 7);
  const beside = (path: string, times: number) =>
    Object.assign(all.find((leaf) => leaf.path === path) ?? {}, {
      with_article: { 'KB-2041': times },
    });
  beside('broadband/no-connection/router-lights', 2);
  beside('broadband/no-connection/after-firmware', 8);
  const rows = reasonRows(all, '', article, 'KB-2041');
  expect(rows.slice(0, 7).map((r) => [r.path, r.source])).toEqual([
    ['broadband/no-connection/line-fault', 'article'],
    ['broadband/equipment/router-reset', 'article'],
    ['broadband/no-connection/after-firmware', 'article'],
    ['broadband/no-connection/router-lights', 'article'],
    ['billing/invoice/too-high', 'own'],
    ['billing/invoice/copy', 'own'],
    ['mobile/sim/esim', 'team'],
  ]);
  expect(new Set(rows.map((r) => r.path)).size).toBe(rows.length);
  expect(rows.length).toBe(codes.reasons.filter((r) => r.code).length);
});

test('a path that is no leaf is not offered', () => {
  expect(paths('en', '', ['broadband', 'gone/for/good'])[0]).not.toBe('broadband');
  expect(paths('en', '', ['gone/for/good'])).not.toContain('gone/for/good');
});

test('names along a path, and letters as they are compared', () => {
  expect(pathNames(codes, 'broadband/no-connection/line-fault', 'sv')).toEqual([
    'Bredband',
    'Ingen uppkoppling',
    'Fel på linjen',
  ]);
  expect(fold('Återställ ÖÄ')).toBe('aterstall oa');
  expect(fold('إعادةٌ')).toBe('اعاده');
});
