import { describe, expect, test } from 'vitest';
import type { Policy, Shown } from '../../../src/board/answers.ts';
import { chainOf, places } from '../../../src/board/chain.ts';
import { shown } from './shown.ts';

const hour = 3_600_000;
const policy: Policy = { forward_h: 48, backward_h: 48, relation: 'parent', channels: null };

const first = shown('a', 0, { verdict: 'failed', because: 'repeat_contact', other: 'b' });
const second = shown('b', 26.5, {
  verdict: 'not_first',
  other: 'a',
  issue: 'a',
  reason: 'broadband/no-connection/line-fault',
});
const third = shown('c', 30, { verdict: 'not_first', other: 'b', issue: 'a' });
const stranger = shown('x', 27);
const all = [third, stranger, second, first];
const whys = (contacts: Shown[], under = policy) =>
  chainOf('a', contacts, under).steps.map((step) => step.why);

describe('a chain', () => {
  test('has the contacts of its issue in order, the gaps between them, and its first', () => {
    const chain = chainOf('a', all, policy);
    expect(chain.whole).toBe(true);
    expect(chain.steps.map((step) => step.contact.contact_id)).toEqual(['a', 'b', 'c']);
    expect(chain.steps.map((step) => step.first)).toEqual([true, false, false]);
    expect(chain.steps.map((step) => step.gap)).toEqual([null, 26 * hour, 3 * hour]);
  });

  test('says why: how long after, and what makes it the same matter', () => {
    expect(whys(all)).toEqual([
      { kind: 'repeat_contact', after: 26 * hour, matter: 'family' },
      { kind: 'not_first', after: 26 * hour, matter: 'family' },
      { kind: 'not_first', after: 3 * hour, matter: 'family' },
    ]);
  });

  test('is not whole while its first contact was not read', () => {
    const chain = chainOf('a', [third, second], policy);
    expect(chain.whole).toBe(false);
    expect(chain.steps.some((step) => step.first)).toBe(false);
    expect(chain.steps[0]?.why).toEqual({ kind: 'not_first', after: null, matter: 'family' });
  });

  test('under the leaf and under any contact', () => {
    const same = { ...second, reason: first.reason };
    expect(whys([same, first], { ...policy, relation: 'leaf' })[1]).toMatchObject({
      matter: 'reason',
    });
    expect(whys(all, { ...policy, relation: 'any' })[1]).toMatchObject({ matter: 'any' });
  });

  test('where the reasons differ, an agent linked them', () => {
    const other = { ...second, reason: 'billing/invoice' };
    expect(whys([other, first])[1]).toMatchObject({ matter: 'linked' });
    const without = { ...second };
    delete without.reason;
    expect(whys([without, first])[1]).toMatchObject({ matter: 'linked' });
  });

  test('an overlap is a negative gap', () => {
    const early = { ...second, start_ms: first.end_ms - 1 };
    expect(chainOf('a', [early, first], policy).steps[1]?.gap).toBe(-1);
  });

  test('an open one says until when', () => {
    const open = shown('a', 0, { verdict: 'pending' });
    expect(whys([open])).toEqual([{ kind: 'pending', until: 48.5 * hour }]);
  });

  test.each(['follow_up_promised', 'transferred', 'escalated', 'unresolved', 'disputed'] as const)(
    'failed: %s',
    (because) => {
      expect(whys([shown('a', 0, { verdict: 'failed', because })])).toEqual([{ kind: because }]);
    },
  );
});

test('places are told only of issues of several contacts whose first one is known', () => {
  expect([...places(all)]).toEqual([
    ['a', { at: 1, of: 3 }],
    ['b', { at: 2, of: 3 }],
    ['c', { at: 3, of: 3 }],
  ]);
  expect(places([third, second]).size).toBe(0);
});
