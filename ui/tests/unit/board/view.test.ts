import { expect, test } from 'vitest';
import {
  beforeQuery,
  channels,
  contactsQuery,
  figuresQuery,
  grainOf,
  isOpen,
  policyQuery,
  readView,
  sameList,
  samePolicy,
  sinceQuery,
  usual,
  writeView,
} from '../../../src/board/view.ts';

test('a view comes back from the address it was written to', () => {
  const view = {
    hours: 168,
    relation: 'leaf',
    channels: ['voice', 'in_person'],
    team: 'Kväll & helg',
    queue: 'broadband-support',
    language: 'zh-Hans',
    days: 90,
    grain: 'day',
    level: 'whole',
    reason: 'broadband/speed',
    verdict: 'not_first',
    lang: 'zh-Hant',
  } as const;
  expect(readView(writeView(view))).toEqual(view);
  expect(writeView(usual)).toBe('');
  expect(readView('')).toEqual(usual);
});

test('what is not of its form counts as not said', () => {
  const query =
    '?period=3&by=year&reasons=all&window=36&relation=cousin&channels=pigeon&verdict=guilty&lang=tlh';
  expect(readView(query)).toEqual(usual);
  expect(readView(`?channels=${channels.join(',')}`).channels).toBeNull();
});

test('the store is asked for the policy and nothing else', () => {
  expect(policyQuery(usual)).toBe('forward_h=48&backward_h=48&relation=parent');
  expect(policyQuery({ ...usual, channels: ['voice', 'chat'] })).toContain('&channels=voice,chat');
  expect(policyQuery({ ...usual, team: 'Kväll & helg' })).toContain(
    '&team=Kv%C3%A4ll%20%26%20helg',
  );
  expect(samePolicy(usual, { ...usual, team: 'North' })).toBe(false);
  expect(samePolicy(usual, { ...usual, lang: 'ar', verdict: 'failed' })).toBe(true);
  expect(samePolicy(usual, { ...usual, hours: 24 })).toBe(false);
});

test('a period is of whole days of UTC, and the one before it is as long', () => {
  const day = 24 * 3_600_000;
  const now = Date.parse('2026-11-25T22:10:00Z');
  const week = { ...usual, days: 7 } as const;
  expect(sinceQuery(week, now)).toBe(`&from_ms=${Date.parse('2026-11-19T00:00:00Z')}`);
  const before = new URLSearchParams(beforeQuery(week, now) ?? '');
  expect(Number(before.get('to_ms'))).toBe(Date.parse('2026-11-19T00:00:00Z'));
  expect(Number(before.get('to_ms')) - Number(before.get('from_ms'))).toBe(7 * day);
  const all = { ...usual, days: null };
  expect([sinceQuery(all, now), beforeQuery(all, now)]).toEqual(['', null]);
  expect([isOpen(all), isOpen(usual), isOpen({ ...all, queue: 'billing' })]).toEqual([
    true,
    false,
    false,
  ]);
  expect(readView('?period=all').days).toBeNull();
});

test('days are told apart in a short period, weeks in a long one', () => {
  expect(grainOf(usual)).toBe('day');
  expect(grainOf({ ...usual, days: 90 })).toBe('week');
  expect(grainOf({ ...usual, days: 90, grain: 'day' })).toBe('day');
  expect(grainOf({ ...usual, days: null, grain: 'day' })).toBe('week');
  expect(figuresQuery({ ...usual, days: null }, 0)).toMatch(/&by=week$/);
});

test('a reason chooses contacts and not figures', () => {
  const one = { ...usual, reason: 'billing/invoice', queue: 'billing' };
  expect(contactsQuery(one, 0)).toContain('&queue=billing');
  expect(contactsQuery(one, 0)).toContain('&reason=billing%2Finvoice');
  expect(figuresQuery(one, 0)).not.toContain('&reason=');
  expect(samePolicy(one, { ...one, reason: null })).toBe(true);
  expect(sameList(one, { ...one, reason: null })).toBe(false);
});
