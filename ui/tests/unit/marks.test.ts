/** Hits are shown by ranges that no change of the page has to follow. */
import { afterEach, expect, test, vi } from 'vitest';
import { marks } from '../../src/search/marks.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

test('every mark is a range that stays as it was made, and goes with its text', () => {
  const highlights = new Map<string, Set<AbstractRange>>();
  vi.stubGlobal('CSS', { highlights });
  vi.stubGlobal('Highlight', Set);
  const element = document.createElement('p');
  element.textContent = 'router firmware';
  const off = marks([
    [0, 6],
    [7, 15],
    [3, 3],
    [9, 99],
  ])(element);
  const ranges = [...(highlights.get('hit') ?? [])];
  expect(ranges.map((range) => [range.startOffset, range.endOffset])).toEqual([
    [0, 6],
    [7, 15],
  ]);
  expect(ranges.every((range) => range instanceof StaticRange)).toBe(true);
  off?.();
  expect(highlights.get('hit')?.size).toBe(0);
});
