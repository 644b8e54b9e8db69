/** Takes the pictures a person looks at: screens x languages x themes, into the folder SCREENS. */
import { test, type Page } from '@playwright/test';
import { join } from 'node:path';
import { FakeStore, key, recordedAt } from './e2e/fake-store.ts';
import { inCall, languages, open, queries } from './e2e/window.ts';

const folder = process.env['SCREENS'] ?? 'test-results/screens';
const only = process.env['ONLY']?.split(',');
const widths = (process.env['WIDTHS'] ?? '1280').split(',').map(Number);

/** The same forenoon in every picture of the agent window, so that only what changed looks different. */
const forenoon = new Date('2026-11-26T10:42:00+01:00');
test.beforeEach(async ({ page }, { title }) => {
  await page.clock.install({
    time: title.startsWith('board') ? recordedAt + 60_000 : forenoon,
  });
});

for (const theme of ['light', 'dark'] as const) {
  for (const lang of languages) {
    test(`${lang} ${theme}`, async ({ page }) => {
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        const shot = async (name: string) => {
          if (only && !only.includes(name)) return;
          const path = join(
            folder,
            `${name}-${lang}-${theme}${width === 1280 ? '' : `-${width}`}.png`,
          );
          await page.screenshot({ path, animations: 'disabled' });
        };
        await open(page, { lang, theme, scene: 'day' });
        await shot('idle');
        await page.keyboard.press('Control+,');
        await page.waitForSelector('[role=dialog]');
        await shot('settings');
        await page.keyboard.press('Escape');
        await page.keyboard.press('F1');
        await page.waitForSelector('[role=dialog]');
        await shot('help');
        await open(page, { lang, theme, scene: 'call' });
        await inCall(page, queries[lang]);
        await shot('oncall');
        if (width < 900) {
          await page.keyboard.press('Control+2');
          await shot('article');
          await page.keyboard.press('Control+3');
          await shot('customer');
        }
        await page.keyboard.press('Control+j');
        await page.keyboard.press('Control+e');
        await page.waitForSelector('#outcome');
        await shot('wrapup');
        await page.keyboard.press('2');
        await page.waitForTimeout(100);
        await page.keyboard.press('5');
        await page.waitForTimeout(100);
        await page.keyboard.press('2');
        await page.waitForTimeout(200);
        await shot('followup');
        await open(page, { lang, theme, scene: 'call' });
        await inCall(page, queries[lang]);
        await page.keyboard.press('Control+j');
        await page.keyboard.press('Control+b');
        await page.waitForSelector('#flag :focus');
        await shot('flag');
        await page.keyboard.press('2');
        await page.keyboard.press('Control+e');
        await page.waitForSelector('#outcome');
        await page.keyboard.press('4');
        await page.waitForTimeout(150);
        await page.keyboard.press('3');
        await page.waitForTimeout(150);
        await page.keyboard.press('1');
        await page.waitForTimeout(150);
        await shot('handover');
        await open(page, { lang, theme, scene: 'ring' });
        await page.waitForSelector('.other');
        await shot('ringing');
        await open(page, { lang, theme, scene: 'phone' });
        await page.keyboard.press('Control+k');
        await page.keyboard.insertText(queries[lang]);
        await page.waitForSelector('[data-step]', { state: 'attached' });
        await page.waitForSelector('.story li', { state: 'attached' });
        await page.waitForTimeout(150);
        await shot('phone');
        await open(page, { lang, theme, scene: 'day' });
        await page.keyboard.press('Control+,');
        await page.waitForSelector('[role=dialog]');
        await page.keyboard.insertText('');
        await page.locator('#key-search').scrollIntoViewIfNeeded();
        await shot('keys');
        await open(page, { lang, theme, scene: 'signed-out' });
        await page.locator('#sync-button').click();
        await page.waitForSelector('[role=dialog]');
        await shot('signed-out');
        await open(page, { lang, theme, scene: 'refused' });
        await page.locator('#sync-button').click();
        await page.waitForSelector('[role=dialog] li');
        await shot('outbox');
        await open(page, { lang, theme, scene: 'call', offline: '1' });
        await page.keyboard.press('Control+k');
        await page.keyboard.type('xyzzy');
        await page.waitForTimeout(200);
        await shot('nothing');
      }
    });
  }
}

test('docked', async ({ page }) => {
  await page.setViewportSize({ width: 480, height: 600 });
  for (const [lang, theme] of [
    ['en', 'light'],
    ['ar', 'dark'],
  ] as const) {
    await open(page, { lang, theme, scene: 'call' });
    await page.keyboard.insertText(queries[lang]);
    await page.waitForSelector('.option');
    await page.waitForTimeout(200);
    const shot = (pane: string) =>
      page.screenshot({ path: join(folder, `docked-${pane}-${lang}-${theme}.png`) });
    await shot('search');
    for (const [key, pane] of [
      ['Control+2', 'article'],
      ['Control+3', 'customer'],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForTimeout(150);
      await shot(pane);
    }
    await page.keyboard.press('Control+e');
    await page.waitForSelector('#outcome :focus');
    await shot('form');
  }
});

test('high contrast', async ({ page }) => {
  await open(page, { lang: 'en', theme: 'high_contrast', scene: 'call' });
  await inCall(page, queries.en);
  await page.screenshot({ path: join(folder, 'contrast-oncall-en.png') });
  await page.keyboard.press('Control+j');
  await page.keyboard.press('Control+e');
  await page.waitForSelector('#outcome :focus');
  await page.keyboard.press('1');
  await page.waitForTimeout(150);
  await page.screenshot({ path: join(folder, 'contrast-wrapup-en.png') });
});

test('forced colours', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page, { lang: 'en', scene: 'call' });
  await inCall(page, queries.en);
  await page.screenshot({ path: join(folder, 'forced-oncall-en.png') });
  await page.keyboard.press('Control+j');
  await page.keyboard.press('Control+e');
  await page.waitForSelector('#outcome :focus');
  await page.keyboard.press('1');
  await page.waitForTimeout(150);
  await page.screenshot({ path: join(folder, 'forced-wrapup-en.png') });
});

async function storeFor(page: Page): Promise<void> {
  const store = new FakeStore();
  store.audit = { at_ms: recordedAt - 19 * 3_600_000, differences: 0 };
  store.teams = ['Broadband', 'Mobile', 'Evenings'];
  await store.serve(page);
}

async function openBoard(page: Page, lang: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`http://127.0.0.1:4174/?lang=${lang}#key=${key}`);
  await page.waitForSelector('.row');
  await page.waitForSelector('figure >> nth=4');
}

test('board, wide and in forced colours', async ({ page }) => {
  await storeFor(page);
  await page.setViewportSize({ width: 1920, height: 1640 });
  await openBoard(page, 'en');
  await page.screenshot({ path: join(folder, 'board-wide-en.png') });
  await page.setViewportSize({ width: 1280, height: 1640 });
  for (const [lang, colorScheme] of [
    ['en', 'light'],
    ['ar', 'dark'],
  ] as const) {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await openBoard(page, lang);
    await page.screenshot({ path: join(folder, `board-forced-${lang}.png`) });
  }
});

for (const theme of ['light', 'dark'] as const) {
  test(`board ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await storeFor(page);
    for (const lang of languages) {
      for (const width of widths) {
        // High enough for everything that is drawn.
        await page.setViewportSize({ width, height: width < 600 ? 4200 : 1640 });
        await openBoard(page, lang);
        const suffix = width === 1280 ? '' : `-${width}`;
        await page.screenshot({ path: join(folder, `board-${lang}-${theme}${suffix}.png`) });
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.locator('.row:has(.chip) .toggle').nth(1).press('Enter');
      await page.waitForSelector('.chain li');
      await page.locator('.chain').scrollIntoViewIfNeeded();
      if (`${lang} ${theme}` === 'sv light' || `${lang} ${theme}` === 'ar dark')
        await page.screenshot({ path: join(folder, `board-matter-${lang}-${theme}.png`) });
    }
  });
}
