/** An article holds through its last day, by the calendar where the agent is. */
import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { prepare } from './opened.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test.each([
  // UTC is a day ahead of the evening there, and a day behind the morning here.
  ['America/Los_Angeles', [2026, 10, 30, 20, 0], false],
  ['America/Los_Angeles', [2026, 11, 1, 0, 1], true],
  ['Asia/Tokyo', [2026, 10, 30, 23, 59], false],
  ['Asia/Tokyo', [2026, 11, 1, 1, 0], true],
] as const)('%s, %j', async (zone, at, expired) => {
  vi.stubEnv('TZ', zone);
  const it = prepare();
  const [year, month, day, hour, minute] = at;
  vi.setSystemTime(new Date(year, month, day, hour, minute));
  const article = it.desk._article.bind(it.desk);
  vi.spyOn(it.desk, '_article').mockImplementation((asked) => ({
    ...article(asked),
    valid_until: '2026-11-30',
  }));
  await it.open();
  await it.user.keyboard('router firmware');
  await screen.findByRole('heading', { level: 1 });
  await waitFor(() => expect(screen.getByTitle('Versions')).toBeVisible());
  expect(screen.queryByText(/^Expired/) !== null).toBe(expired);
});
