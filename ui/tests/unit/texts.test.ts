/** The words of the panels come after the first screen's, and are read once for each language shown. */
import { FluentBundle } from '@fluent/bundle';
import { expect, test, vi } from 'vitest';
import { Texts } from '../../src/i18n/texts.svelte.ts';

test('however many panels ask, the later part is read once', async () => {
  const read = vi.spyOn(FluentBundle.prototype, 'addResource');
  const part = (text: string) => ({
    './en.ftl': async () => `${text} = ${text} en`,
    './sv.ftl': async () => `${text} = ${text} sv`,
  });
  const texts = new Texts<{ first: never; later: never }>(part('first'), part('later'));
  await texts.use('en', false);
  expect(texts.t('later')).toBe('later');
  await Promise.all([texts.whole(), texts.whole(), texts.whole()]);
  await texts.whole();
  expect([texts.t('first'), texts.t('later')]).toEqual(['first en', 'later en']);
  expect(read).toHaveBeenCalledTimes(2);
  await texts.use('sv', false);
  await texts.whole();
  expect([texts.t('first'), texts.t('later')]).toEqual(['first sv', 'later sv']);
  expect(read).toHaveBeenCalledTimes(4);
});

test('a part that did not come is asked for again', async () => {
  const later = vi.fn<() => Promise<string>>();
  later.mockRejectedValueOnce(new Error('not there')).mockResolvedValue('later = here');
  const texts = new Texts<{ later: never }>({ './en.ftl': async () => '' }, { './en.ftl': later });
  await texts.use('en', false);
  await expect(texts.whole()).rejects.toThrow('not there');
  await texts.whole();
  expect(texts.t('later')).toBe('here');
});
