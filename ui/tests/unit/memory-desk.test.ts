/** The desk in memory does as the real one where a test could be fooled. */
import { expect, test } from 'vitest';
import { MemoryDesk } from '../../src/mock/desk.ts';

const unfinished = async (desk: MemoryDesk) =>
  (await desk.ask('home', { lang: 'en' })).unfinished.map(({ contact_id }) => contact_id);

test('only the contact that is named is set aside', async () => {
  const desk = new MemoryDesk({ lang: 'en', preview_ms: 0 });
  const first = structuredClone(desk.ring());
  const second = structuredClone(desk.ring());
  await desk.ask('finish_later', { ...first, note: 'rang back' });
  expect(desk.draft?.contact_id).toBe(second.contact_id);
  expect(await unfinished(desk)).toEqual([first.contact_id]);
  const resumed = await desk.ask('resume', { contact_id: first.contact_id });
  expect(resumed.note).toBe('rang back');
  await desk.ask('finish_later', structuredClone(resumed));
  await desk.ask('finish_later', second);
  expect(desk.draft).toBe(null);
  expect((await unfinished(desk)).sort()).toEqual([first.contact_id, second.contact_id]);
});

test('one that was recorded, thrown away or begun to be corrected is not brought back', async () => {
  const desk = new MemoryDesk({ lang: 'en', preview_ms: 0 });
  const saved = structuredClone(desk.ring());
  await desk.ask('wrap_up', { draft: { ...saved, outcome: 'not_a_customer_issue' } });
  const gone = { code: 'not_found' };
  await expect(desk.ask('finish_later', saved)).rejects.toMatchObject(gone);
  const thrown = structuredClone(desk.ring());
  await desk.ask('discard', { contact_id: thrown.contact_id });
  await expect(desk.ask('finish_later', thrown)).rejects.toMatchObject(gone);
  expect(await unfinished(desk)).toEqual([]);
  const correction = await desk.ask('correct', { contact_id: saved.contact_id });
  await expect(desk.ask('finish_later', saved)).rejects.toMatchObject(gone);
  expect(desk.draft?.revision).toBe(correction.revision);
});

test('calls are told as they are, whatever changed them', async () => {
  const desk = new MemoryDesk({ lang: 'en', preview_ms: 0 });
  const told: string[] = [];
  desk.on('calls_changed', (calls) =>
    told.push(calls.map((call) => `${call.phase}${call.contact_id ? ' here' : ''}`).join()),
  );
  const { call_id } = desk.offer();
  const { contact_id } = await desk.ask('take_call', { call_id });
  // Taken by key: that it was answered only the telephone says.
  expect(told).toEqual(['ringing', 'ringing here']);
  desk.answer(call_id);
  await desk.ask('sync', {});
  await desk.ask('discard', { contact_id });
  expect(told.slice(2)).toEqual(['connected here', '']);
  await expect(desk.ask('take_call', { call_id })).rejects.toMatchObject({ code: 'not_found' });
});
