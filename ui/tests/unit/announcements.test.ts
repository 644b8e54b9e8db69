/** UI-30: what changes without being looked at is said, politely and once. */
import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Opened, prepare } from './opened.ts';

let it: Opened;
beforeEach(() => {
  it = prepare();
});
afterEach(() => vi.useRealTimers());
const times = (text: RegExp) => it.said.filter((said) => text.test(said)).length;

describe('UI-30: status messages', () => {
  test('the number of results is in a status of its own, and only when it changes', async () => {
    await it.open();
    await it.user.keyboard('router firmware');
    const count = await screen.findByText(/articles?$/, { selector: '[role=status]' });
    const changes: string[] = [];
    new MutationObserver(() => changes.push(count.textContent ?? '')).observe(count, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    await it.user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
    await vi.advanceTimersByTimeAsync(2000);
    expect(changes).toEqual([]);
  });

  test('saved, taken back', async () => {
    it.desk.ring();
    await it.open();
    await it.user.keyboard('{Control>}e{/Control}');
    await screen.findByRole('radiogroup', { name: /Outcome/ });
    await it.user.keyboard('5{Control>}{Enter}{/Control}');
    await screen.findByText(/^Saved\./, { selector: '.toast p' });
    await it.user.keyboard('{Control>}z{/Control}');
    await screen.findByRole('radiogroup', { name: /Outcome/ });
    expect(times(/^Saved\./)).toBe(1);
    expect(times(/^Taken back/)).toBe(1);
  });

  test('offline, once for each time the line is cut', async () => {
    await it.open();
    for (let n = 1; n <= 2; n += 1) {
      it.desk.cut(true);
      it.desk.cut(true);
      await waitFor(() => expect(times(/^Offline/)).toBe(n));
      it.desk.cut(false);
      await vi.advanceTimersByTimeAsync(100);
      it.said.push('');
    }
  });

  test('a repeat, once, however often the story is asked for', async () => {
    it.desk.ring();
    await it.open();
    await screen.findByRole('region', { name: 'Repeat contact' });
    await it.user.keyboard('router firmware');
    await screen.findByRole('heading', { level: 1 });
    await it.user.keyboard('{Control>}j{/Control}');
    await vi.advanceTimersByTimeAsync(1000);
    expect(times(/Contacted 2 times/)).toBeLessThanOrEqual(1);
    expect(it.desk.asked.filter(([name]) => name === 'story').length).toBeGreaterThan(1);
  });

  test('nothing shouts: every live region is polite', async () => {
    it.desk.ring();
    await it.open();
    expect(document.querySelectorAll('[role=alert], [aria-live=assertive]')).toHaveLength(0);
  });
});
