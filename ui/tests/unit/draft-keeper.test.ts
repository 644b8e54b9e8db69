import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Draft, Problem } from '../../src/contract.ts';
import { DraftKeeper } from '../../src/draft-keeper.ts';

const draft = (note: string) => ({ note }) as Draft;
const full: Problem = { code: 'disk_full', message: 'The disk is full.' };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function keeper(save: (draft: Draft) => Promise<unknown>) {
  const told: (Problem | null)[] = [];
  return { told, keeper: new DraftKeeper({ save, told: (problem) => told.push(problem) }) };
}

describe('typing', () => {
  test('one save at most 300 ms after the first key, with the last state', async () => {
    const saved: string[] = [];
    const { keeper: k } = keeper(async (d) => saved.push(d.note));
    for (const [at, note] of ['a', 'ab', 'abc'].entries()) {
      k.change(draft(note));
      await vi.advanceTimersByTimeAsync(at === 2 ? 99 : 100);
    }
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(saved).toEqual(['abc']);
    expect(k.pending).toBe(false);
  });

  test('typing without a pause is kept all the while', async () => {
    const saved: string[] = [];
    const { keeper: k } = keeper(async (d) => saved.push(d.note));
    for (let i = 0; i < 30; i += 1) {
      k.change(draft(String(i)));
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(saved.length).toBeGreaterThanOrEqual(4);
    await vi.advanceTimersByTimeAsync(300);
    expect(saved.at(-1)).toBe('29');
  });
});

test('flush hands over at once and says when the desk has it', async () => {
  const saved: string[] = [];
  const { keeper: k } = keeper(async (d) => saved.push(d.note));
  k.change(draft('now'));
  expect(await k.flush()).toBe(true);
  expect(saved).toEqual(['now']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual(['now']);
});

test('a slow save is waited for, never run beside another', async () => {
  let running = 0;
  let most = 0;
  const saved: string[] = [];
  const { keeper: k } = keeper(async (d) => {
    most = Math.max(most, (running += 1));
    await new Promise((done) => setTimeout(done, 1000));
    running -= 1;
    saved.push(d.note);
  });
  k.change(draft('1'));
  void k.flush();
  k.change(draft('2'));
  const flushed = k.flush();
  await vi.advanceTimersByTimeAsync(2500);
  expect(await flushed).toBe(true);
  expect([most, saved]).toEqual([1, ['1', '2']]);
});

test('what fails is said, kept and tried again until it works', async () => {
  let works = false;
  const saved: string[] = [];
  const { keeper: k, told } = keeper(async (d) => {
    if (!works) throw full;
    saved.push(d.note);
  });
  k.change(draft('precious'));
  expect(await k.flush()).toBe(false);
  expect(told).toEqual([full]);
  k.change(draft('precious and more'));
  await vi.advanceTimersByTimeAsync(5000);
  expect(saved).toEqual([]);
  works = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(saved).toEqual(['precious and more']);
  expect(told.at(-1)).toBe(null);
});

test('a newer state is not replaced by the one that failed', async () => {
  let failing = true;
  const saved: string[] = [];
  const { keeper: k } = keeper(async (d) => {
    await new Promise((done) => setTimeout(done, 100));
    if (failing) throw full;
    saved.push(d.note);
  });
  k.change(draft('old'));
  void k.flush();
  k.change(draft('new'));
  await vi.advanceTimersByTimeAsync(150);
  failing = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(saved.at(-1)).toBe('new');
});

test('after forget nothing of the draft arrives any more', async () => {
  const saved: string[] = [];
  const { keeper: k } = keeper(async (d) => saved.push(d.note));
  k.change(draft('done with'));
  await k.forget();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(saved).toEqual([]);
});

test('a contact that leaves the screen is handed over before the next, failures or not', async () => {
  const of = (contact_id: string, note: string) => ({ contact_id, note }) as Draft;
  const saved: string[] = [];
  let fails = 2;
  const { keeper: k } = keeper(async (d) => {
    await new Promise((done) => setTimeout(done, 100));
    if (fails-- > 0) throw full;
    saved.push(`${d.contact_id} ${d.note}`);
  });
  k.change(of('a', '1'));
  void k.flush();
  k.change(of('a', '2'));
  void k.flush();
  k.change(of('b', '1'));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(saved.filter((text) => text !== 'a 1')).toEqual(['a 2', 'b 1']);
  expect(k.pending).toBe(false);
  // The one on the screen is done with; the other is not.
  k.change(of('a', '3'));
  k.change(of('b', '2'));
  await k.forget();
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved.slice(-1)).toEqual(['a 3']);
});
