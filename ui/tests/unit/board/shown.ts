/** Contacts as the store shows them, with only what a test is about. */
import type { Shown } from '../../../src/board/answers.ts';

const hour = 3_600_000;

/** One that began `at` hours after the beginning and took half an hour. */
export function shown(id: string, at: number, more: Partial<Shown> = {}): Shown {
  return {
    contact_id: id,
    revision: 1,
    channel: 'voice',
    initiated_by: 'customer',
    start_ms: at * hour,
    end_ms: (at + 0.5) * hour,
    reason: 'broadband/speed/wifi',
    claim: 'resolved',
    articles: [],
    verdict: 'passed',
    issue: id,
    ...more,
  };
}
