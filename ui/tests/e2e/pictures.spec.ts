/** UI-43: a screen looks the same each time it is drawn: 8 screens, 5 languages, 2 themes. */
import { type Page, expect, test } from '@playwright/test';
import { type Lang, inCall, languages, open, queries } from './window.ts';

// A morning in Stockholm. Every clock on the screens stands still.
const moment = new Date('2026-11-25T09:42:00+01:00');

type Scene = [name: string, arrange: (page: Page, lang: Lang, theme: string) => Promise<void>];
const at = (scene: string) => (page: Page, lang: Lang, theme: string) =>
  open(page, { lang, theme, scene });

const screens: Scene[] = [
  ['idle', at('day')],
  [
    'settings',
    async (page) => {
      await page.keyboard.press('Control+,');
      await page.waitForSelector('[role=dialog] .filter :focus');
    },
  ],
  [
    'commands',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.waitForSelector('#search-field:focus');
      await page.keyboard.press('F1');
      await page.waitForSelector('[role=dialog] input:focus');
    },
  ],
  [
    'on call',
    async (page, lang, theme) => {
      await at('call')(page, lang, theme);
      await inCall(page, queries[lang]);
      await page.waitForSelector('#search-field:focus');
    },
  ],
  [
    'wrap-up',
    async (page) => {
      await page.keyboard.press('Control+j');
      await page.waitForSelector('#attach[aria-pressed=true]');
      await page.keyboard.press('Control+e');
      await page.waitForSelector('#outcome :focus');
      await page.waitForFunction(
        () => (document.querySelector<HTMLTextAreaElement>('#note')?.value ?? '') !== '',
      );
    },
  ],
  [
    'telephone',
    async (page, lang, theme) => {
      await at('phone')(page, lang, theme);
      await page.waitForSelector('.story li');
      await page.waitForSelector('.suggest li');
    },
  ],
  ['a call rings', at('ring')],
  [
    'not sent',
    async (page, lang, theme) => {
      await at('refused')(page, lang, theme);
      await page.locator('#sync-button').press('Enter');
      await page.waitForSelector('[role=dialog] li');
    },
  ],
];

/** Two pictures one after the other are the same: what loads a moment later is there as well. */
async function atRest(page: Page): Promise<string> {
  let before = '';
  for (let tries = 0; tries < 20; tries += 1) {
    await page.evaluate(() => document.fonts.ready);
    const now = await page.screenshot({ caret: 'hide', animations: 'disabled' });
    const picture = now.toString('base64');
    if (picture === before) return picture;
    before = picture;
  }
  throw new Error('the screen does not come to rest');
}

async function pictures(page: Page, lang: Lang, theme: string): Promise<Map<string, string>> {
  const taken = new Map<string, string>();
  for (const [name, arrange] of screens) {
    await arrange(page, lang, theme);
    taken.set(name, await atRest(page));
  }
  return taken;
}

/** Dots of a round corner that the engine draws otherwise the next time, in a window of a million. */
const NOISE = 60;

/** In how many dots two pictures of one size differ, counted in an empty page. */
async function differing(empty: Page, one: string, other: string): Promise<number> {
  return await empty.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (picture) => {
          const image = new Image();
          image.src = `data:image/png;base64,${picture}`;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
          canvas.drawImage(image, 0, 0);
          return new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer);
        }),
      );
      return a!.reduce((count, dot, at) => count + Number(dot !== b![at]), 0);
    },
    [one, other],
  );
}

for (const lang of languages) {
  test(`UI-43: the screens in ${lang} are stable, and light is not dark`, async ({ page }) => {
    await page.clock.setFixedTime(moment);
    const [light, again] = [
      await pictures(page, lang, 'light'),
      await pictures(page, lang, 'light'),
    ];
    const empty = await page.context().newPage();
    for (const [name] of screens) {
      const dots = await differing(empty, light.get(name)!, again.get(name)!);
      expect(dots, `${name} is drawn otherwise the second time`).toBeLessThan(NOISE);
    }
    await empty.close();
    const dark = await pictures(page, lang, 'dark');
    const same = screens.map(([name]) => name).filter((n) => light.get(n) === dark.get(n));
    expect(same).toEqual([]);
    expect(new Set(light.values()).size).toBe(screens.length);
  });
}
