/** UI-26: Chromium writes numbers and dates as Node does; the real window is held to the same file. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';

interface Asked {
  kind: 'NumberFormat' | 'DateTimeFormat' | 'RelativeTimeFormat';
  locale: string;
  options: object;
  values: (string | number)[];
  text: string;
}

const asked = JSON.parse(
  readFileSync(`${import.meta.dirname}/../fixtures/format.json`, 'utf8'),
) as Asked[];

test('UI-26: the same strings in Chromium', async ({ page }) => {
  const said = await page.evaluate(
    (all) =>
      all.map(({ kind, locale, options, values }) => {
        type Formatter = { format: (...values: unknown[]) => string };
        const made = new (Intl[kind] as new (locale: string, options: object) => Formatter)(
          locale,
          options,
        );
        return made.format(
          ...values.map((v) => (kind === 'DateTimeFormat' ? Date.parse(String(v)) : v)),
        );
      }),
    asked,
  );
  expect(said).toEqual(asked.map(({ text }) => text));
});
