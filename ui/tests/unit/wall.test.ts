/** UI-35: an article that is opened before the wall stands waits for it, and comes with its text. */
import { expect, test } from 'vitest';
import { Reader } from '../../src/article/reader.svelte.ts';
import { throughWall } from '../../src/article/wall.ts';
import { MemoryDesk } from '../../src/mock/desk.ts';

test('UI-35: nothing passes before the wall stands; the reader waits for it', async () => {
  const hostile = '<b>Hold</b><script>alert(1)</script>';
  expect(throughWall(hostile)).toBe('');
  const reader = new Reader(new MemoryDesk({ lang: 'en', preview_ms: 0 }));
  const view = await reader.open('KB-1291', 'en', null);
  expect(reader.problem).toBe(null);
  expect(view?.id).toBe('KB-1291');
  expect(throughWall(hostile)).toBe('<b>Hold</b>');
});
