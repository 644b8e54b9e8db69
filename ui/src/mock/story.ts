/** What happened before with the customers of the mock. */
import type { EarlierContact, Story } from '../contract.ts';
import { articleIn, titleOf } from './articles.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const digitsOf = (customer: string): string =>
  customer.replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660)).replace(/\D/g, '');

export const noStory = (reach: Story['reach']): Story => ({
  customer: null,
  contacts: [],
  warning: null,
  last: null,
  not_helped: [],
  hand_over: null,
  promises: [],
  possible: [],
  reach,
});

export function storyOf(digits: string, now: number, lang: string, reach: Story['reach']): Story {
  const before = (n: number, ago: number, rest: Partial<EarlierContact>): EarlierContact => ({
    contact_id: `0193e000-0000-7000-8000-00000000000${n}`,
    start_ms: now - ago,
    channel: 'voice',
    reason: null,
    outcome: null,
    claim: 'unknown',
    follow_up_due_ms: null,
    note: null,
    article: null,
    articles: [],
    root_cause: null,
    agent: null,
    queue: null,
    handed_on: false,
    promise_kept: null,
    link: null,
    counts: false,
    waiting: false,
    ...rest,
  });
  const reset = articleIn('KB-1217', lang);
  const tried = {
    id: 'KB-1217',
    version: reset?.version ?? 1,
    title: reset?.title ?? null,
    role: 'used' as const,
    steps: [1, 2, 3],
  };
  const contacts = [
    before(1, 23 * hour, {
      reason: 'broadband/no-connection/after-firmware',
      outcome: 'not_resolved',
      claim: 'unresolved',
      article: 'KB-1217',
      articles: [tried],
      root_cause: 'system_down',
      agent: 'a12',
      counts: true,
      note: reset?.summary ?? null,
    }),
    before(2, 3 * day + 2 * hour, {
      channel: 'chat',
      reason: 'broadband/no-connection/router-lights',
      outcome: 'follow_up',
      claim: 'unresolved',
      follow_up_due_ms: now - 2 * day,
      promise_kept: false,
      counts: true,
    }),
    before(3, 41 * day, {
      channel: 'email',
      reason: 'billing/invoice/copy',
      outcome: 'resolved',
      claim: 'resolved',
    }),
  ];
  const [last] = contacts;
  return {
    ...noStory(reach),
    customer: `tel:+${digits}`,
    contacts,
    warning: { times: 2, days: 4, last: last?.contact_id ?? '', unresolved: true },
    last: {
      contact_id: last?.contact_id ?? '',
      start_ms: last?.start_ms ?? 0,
      tried: [tried],
      promised_ms: null,
      promise_kept: null,
      note: last?.note ?? null,
      resolved: false,
    },
    not_helped: reset ? [titleOf(reset)] : [],
    possible: [
      before(4, 9 * day, {
        channel: 'email',
        reason: 'order/delivery/where',
        outcome: 'resolved',
        claim: 'resolved',
      }),
    ],
  };
}
