import { expect, test } from 'vitest';
import {
  channels,
  policyQuery,
  readView,
  samePolicy,
  usual,
  writeView,
} from '../../../src/board/view.ts';

test('a view comes back from the address it was written to', () => {
  const view = {
    hours: 168,
    relation: 'leaf',
    channels: ['voice', 'in_person'],
    team: 'Kväll & helg',
    verdict: 'not_first',
    lang: 'zh-Hant',
  } as const;
  expect(readView(writeView(view))).toEqual(view);
  expect(writeView(usual)).toBe('');
  expect(readView('')).toEqual(usual);
});

test('what is not of its form counts as not said', () => {
  const query = '?window=36&relation=cousin&channels=pigeon&verdict=guilty&lang=tlh';
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
