import { beforeEach, expect, test } from 'vitest';
import type { Shown } from '../../../src/board/answers.ts';
import { type Ask, Contacts } from '../../../src/board/contacts.svelte.ts';
import { shown } from './shown.ts';

/** A store of contacts, latest first, in pages as it gives them. */
let store: Shown[];
let asked: number;
const ask: Ask = (limit, before) => {
  asked += 1;
  const from = before === undefined ? 0 : store.findIndex((c) => c.contact_id === before) + 1;
  const contacts = store.slice(from, from + limit);
  const next = contacts.length === limit ? contacts.at(-1)?.contact_id : undefined;
  const policy = { forward_h: 48, backward_h: 48, relation: 'parent', channels: null } as const;
  const page = { contacts, policy: { ...policy }, watermark_ms: 0, missing: [], epoch: '' };
  return Promise.resolve({
    kind: 'here',
    value: next === undefined ? page : { ...page, next },
  });
};
const ids = (contacts: readonly Shown[]) => contacts.map((contact) => contact.contact_id);
const fill = (count: number) =>
  Array.from({ length: count }, (_, at) => shown(`c${at}`, 1000 - at));

beforeEach(() => {
  store = fill(120);
  asked = 0;
});

test('pages follow each other without a gap', async () => {
  const list = new Contacts();
  await list.reload(ask);
  expect(ids(list.rows)).toEqual(ids(store.slice(0, 50)));
  await list.more(ask, null);
  await list.more(ask, null);
  expect(ids(list.rows)).toEqual(ids(store));
  expect(list.hidden).toBe(false);
});

test('new contacts wait, verdicts are renewed in place', async () => {
  const list = new Contacts();
  await list.reload(ask);
  const before = ids(list.rows);
  store = [
    shown('new-2', 2000),
    shown('new-1', 1999),
    ...store.map((contact) => ({ ...contact, verdict: 'failed' as const })),
  ];
  await list.refresh(ask);
  expect(ids(list.rows)).toEqual(before);
  expect(list.rows.every((contact) => contact.verdict === 'failed')).toBe(true);
  expect(list.waiting).toBe(2);
  await list.refresh(ask);
  expect(list.waiting).toBe(2);
  list.show();
  expect(ids(list.rows).slice(0, 3)).toEqual(['new-2', 'new-1', 'c0']);
  expect(list.waiting).toBe(0);
  expect(list.rows).toHaveLength(52);
  await list.more(ask, null);
  expect(list.rows).toHaveLength(102);
});

test('a late one in the middle waits too', async () => {
  const list = new Contacts();
  await list.reload(ask);
  store.splice(10, 0, shown('late', 990.5));
  await list.refresh(ask);
  expect(ids(list.rows)).not.toContain('late');
  expect(list.waiting).toBe(1);
});

test('the first of a matter is read without showing what lies between', async () => {
  const list = new Contacts();
  await list.reload(ask);
  await list.reach(ask, 'c99');
  expect(list.rows).toHaveLength(50);
  expect(ids(list.all)).toContain('c99');
  expect(list.hidden).toBe(true);
  await list.refresh(ask);
  expect(list.rows).toHaveLength(50);
  expect(list.waiting).toBe(0);
  await list.more(ask, null);
  expect(ids(list.rows)).toEqual(ids(store));
});

test('a search for a verdict reads on until a page of it was found', async () => {
  store = fill(1000).map((contact, at) =>
    at % 10 === 9 ? { ...contact, verdict: 'failed' } : contact,
  );
  const list = new Contacts();
  await list.reload(ask);
  await list.more(ask, 'failed');
  const failed = list.rows.filter((contact) => contact.verdict === 'failed');
  expect(failed.length).toBeGreaterThanOrEqual(50);
  expect(asked).toBe(4);
});

test('an answer to an older question is not taken', async () => {
  const list = new Contacts();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const old = store;
  const slow = list.reload(async () => {
    const page = await ask(50);
    await held;
    return page;
  });
  store = [shown('other', 5)];
  await list.reload(ask);
  release();
  await slow;
  expect(ids(list.rows)).toEqual(['other']);
  expect(old).toHaveLength(120);
});

test('a start that was not answered is not lost by a look that comes after it', async () => {
  const list = new Contacts();
  const every = store;
  // Of one reason, and then of all of them again.
  store = every.filter((_, at) => at % 10 === 9);
  await list.reload(ask);
  store = every;
  const slow = list.reload(() => new Promise(() => undefined));
  await list.more(ask, null);
  expect(list.rows).toHaveLength(12);
  await list.refresh(ask);
  expect(list.rows.length).toBeGreaterThanOrEqual(50);
  expect(ids(list.rows)).toEqual(ids(every.slice(0, list.rows.length)));
  expect(list.waiting).toBe(0);
  void slow;

  // Nor by one that failed.
  store = [shown('other', 5), ...every];
  await list.reload(() => Promise.resolve({ kind: 'unreachable' }));
  await list.refresh(ask);
  expect(list.waiting).toBe(0);
  store = [shown('later', 2000), ...store];
  await list.refresh(ask);
  expect(list.waiting).toBe(1);
});

test('a failure leaves everything as it was', async () => {
  const list = new Contacts();
  await list.reload(ask);
  const amiss = await list.refresh(() => Promise.resolve({ kind: 'unreachable' }));
  expect(amiss).toEqual({ kind: 'unreachable' });
  expect(list.rows).toHaveLength(50);
});
