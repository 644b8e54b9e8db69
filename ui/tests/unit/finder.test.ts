/** UI-10: whatever the order the answers come in, the newest question's stays. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Api } from '../../src/api.ts';
import type { Found } from '../../src/contract.ts';
import { Finder } from '../../src/search/finder.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function answering(delay: () => number, fails = () => false): Api {
  return {
    on: () => () => undefined,
    ask: (async (_: string, { text }: { text: string }) => {
      await new Promise((done) => setTimeout(done, delay()));
      if (fails()) throw { code: 'internal', message: 'a fault' };
      return {
        query_id: text,
        hits: [{ id: text }],
        suggestion: null,
        took_us: 1,
      } as unknown as Found;
    }) as unknown as Api['ask'],
  };
}

test('500 runs with delays of 0 to 300 ms', async () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const next = random(seed);
    const finder = new Finder(
      answering(() => next() * 300),
      () => 'en',
    );
    const word = 'router reset'.slice(0, 3 + Math.floor(next() * 9));
    let shown = 0;
    for (let at = 1; at <= word.length; at += 1) {
      void finder.ask(word.slice(0, at));
      await vi.advanceTimersByTimeAsync(next() * 60);
      // Never back to an older question.
      expect(finder.answered.length).toBeGreaterThanOrEqual(shown);
      shown = finder.answered.length;
    }
    // One that was on its way, and the newest after it.
    await vi.advanceTimersByTimeAsync(600);
    expect([finder.answered, finder.queryId, finder.hits[0]?.id]).toEqual([word, word, word]);
  }
});

test('an emptied field stays empty though answers are on their way', async () => {
  const finder = new Finder(
    answering(() => 100),
    () => 'en',
  );
  void finder.ask('router');
  finder.clear();
  await vi.advanceTimersByTimeAsync(500);
  expect([finder.text, finder.hits.length]).toEqual(['', 0]);
});

test('a failure is said and the last hits stay', async () => {
  let broken = false;
  const finder = new Finder(
    answering(
      () => 1,
      () => broken,
    ),
    () => 'en',
  );
  void finder.ask('router');
  await vi.advanceTimersByTimeAsync(5);
  broken = true;
  void finder.ask('router r');
  await vi.advanceTimersByTimeAsync(5);
  expect(finder.problem?.code).toBe('internal');
  expect(finder.hits.length).toBe(1);
});

test('keys quicker than answers do not queue up: after the first, only the newest is asked for', async () => {
  const asked: string[] = [];
  const slow = answering(() => 100);
  const api = {
    ...slow,
    ask: ((name: 'search', request: { text: string }) => {
      asked.push(request.text);
      return slow.ask(name, request as never);
    }) as unknown as Api['ask'],
  };
  const finder = new Finder(api, () => 'en');
  for (const text of ['r', 'ro', 'rou', 'rout']) {
    void finder.ask(text);
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual(['r', 'rout']);
  expect(finder.answered).toBe('rout');
});

test('while keys outrun the answers the list follows now and then, not with every answer', async () => {
  const finder = new Finder(
    answering(() => 20),
    () => 'en',
  );
  const shown: string[] = [];
  const word = 'router without internet since noon';
  for (let at = 1; at <= word.length; at += 1) {
    void finder.ask(word.slice(0, at));
    await vi.advanceTimersByTimeAsync(9);
    if (shown.at(-1) !== finder.answered) shown.push(finder.answered);
  }
  // 34 keys in 306 ms, an answer every 20: between the first key and the last the list moved once.
  expect(shown.filter((text) => text !== '').length).toBe(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(finder.answered).toBe(word);
});
