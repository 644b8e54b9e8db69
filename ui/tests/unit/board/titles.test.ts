import { expect, test } from 'vitest';
import type { StoreClient } from '../../../src/board/store.ts';
import { Titles } from '../../../src/board/titles.ts';

/** A store that knows every title, unless it is gone. */
function store() {
  const asked: string[] = [];
  const there = {
    gone: false,
    asked,
    titles: (lang: string, articles: readonly string[]) => {
      asked.push(`${lang} ${articles.join(' ')}`);
      const known = articles.map((article) => ({ article, lang, title: `${article} ${lang}` }));
      return Promise.resolve(there.gone ? undefined : known);
    },
  };
  return there as typeof there & Pick<StoreClient, 'titles'>;
}

test('each article is asked for once a language', async () => {
  const titles = new Titles();
  const there = store();
  const client = there as unknown as StoreClient;
  expect(await titles.want(['a', 'b'], 'sv', client)).toBe(true);
  expect(await titles.want(['b', 'c'], 'sv', client)).toBe(true);
  expect(await titles.want(['a', 'c'], 'sv', client)).toBe(false);
  expect(there.asked).toEqual(['sv a b', 'sv c']);
  expect(titles.known.get('b')?.title).toBe('b sv');
  await titles.want(['b'], 'ar', client);
  expect(titles.known.get('b')?.title).toBe('b ar');
});

test('what was not answered is asked for again, and a late answer in another language is not taken', async () => {
  const titles = new Titles();
  const there = store();
  const client = there as unknown as StoreClient;
  there.gone = true;
  expect(await titles.want(['a'], 'sv', client)).toBe(false);
  expect(titles.known.get('a')).toBeUndefined();
  there.gone = false;
  const late = titles.want(['a'], 'sv', client);
  const now = titles.want(['a'], 'en', client);
  expect([await late, await now]).toEqual([false, true]);
  expect(titles.known.get('a')?.lang).toBe('en');
});

test('many are asked for in parts', async () => {
  const there = store();
  const all = Array.from({ length: 250 }, (_, n) => `KB-${n}`);
  const titles = new Titles();
  await titles.want(all, 'en', there as unknown as StoreClient);
  expect(there.asked.map((asked) => asked.split(' ').length - 1)).toEqual([100, 100, 50]);
  expect(titles.known.size).toBe(250);
});
