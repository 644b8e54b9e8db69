/** UI-27, UI-29: where the focus is can be seen, and it goes where one reads. */
import { type Page, expect, test } from '@playwright/test';
import { inCall, open, queries } from './window.ts';

interface Stop {
  what: string;
  /** Pixels that the focus changes, and how many of them differ by 3:1 or more. */
  changed: number;
  clear: number;
  hidden: boolean;
}

/** Two pictures of the same place, with the focus and without: what differs, and how much. */
async function compare(probe: Page, a: Buffer, b: Buffer): Promise<[number, number]> {
  return probe.evaluate(
    async ([first, second]) => {
      const pixels = async (base64: string) => {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0);
        return context?.getImageData(0, 0, image.width, image.height).data ?? [];
      };
      const light = (data: ArrayLike<number>, at: number) =>
        [0.2126, 0.7152, 0.0722].reduce((sum, weight, n) => {
          const c = (data[at + n] ?? 0) / 255;
          return sum + weight * (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        }, 0);
      const [one, two] = await Promise.all([pixels(first), pixels(second)]);
      let changed = 0;
      let clear = 0;
      for (let at = 0; at < one.length; at += 4) {
        const [x, y] = [light(one, at), light(two, at)];
        if (Math.abs(x - y) < 0.02) continue;
        changed += 1;
        if ((Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) >= 3) clear += 1;
      }
      return [changed, clear] as [number, number];
    },
    [a.toString('base64'), b.toString('base64')] as const,
  );
}

/** Tabs through a screen and looks at each stop. */
async function stops(page: Page, probe: Page, most: number): Promise<Stop[]> {
  const found: Stop[] = [];
  const seen = new Set<string>();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return null;
      element.scrollIntoView({ block: 'nearest' });
      // A field inside a box, a tick inside its line: the box shows the focus.
      const box =
        element.closest<HTMLElement>('.edge, .customer .box, label:has(> input)') ?? element;
      const { x, y, width, height } = box.getBoundingClientRect();
      const over = document.elementFromPoint(x + width / 2, y + height / 2);
      return {
        key: `${element.tagName} ${element.id} ${element.className} ${Math.round(x)} ${Math.round(y)}`,
        what: `${element.tagName.toLowerCase()} ${element.id || element.className || element.textContent?.slice(0, 20)}`,
        hidden: over !== null && !box.contains(over) && !over.contains(box),
        clip: { x: x - 6, y: y - 6, width: width + 12, height: height + 12 },
      };
    });
    if (!at) continue;
    if (seen.has(at.key)) break;
    seen.add(at.key);
    const view = page.viewportSize() ?? { width: 1280, height: 800 };
    const x = Math.max(0, at.clip.x);
    const y = Math.max(0, at.clip.y);
    const clip = {
      x,
      y,
      width: Math.min(view.width, at.clip.x + at.clip.width) - x,
      height: Math.min(view.height, at.clip.y + at.clip.height) - y,
    };
    const focused = await page.screenshot({ clip, caret: 'hide' });
    // The rings alone go: focus, text and everything else stay as they are.
    await page.evaluate(() => document.documentElement.classList.add('no-ring'));
    const without = await page.screenshot({ clip, caret: 'hide' });
    await page.evaluate(() => document.documentElement.classList.remove('no-ring'));
    const [changed, clear] = await compare(probe, focused, without);
    found.push({ what: at.what, changed, clear, hidden: at.hidden });
  }
  return found;
}

for (const [theme, lang] of [
  ['light', 'en'],
  ['dark', 'ar'],
] as const) {
  test(`UI-27: the focus is seen at every stop, ${theme}, ${lang}`, async ({ page, context }) => {
    const probe = await context.newPage();
    await page.bringToFront();
    const look = async (name: string, most: number, least: number) => {
      await page.addStyleTag({
        content:
          '.no-ring, .no-ring *, .no-ring *::after { outline-color: transparent !important; }',
      });
      const found = await stops(page, probe, most);
      expect(found.length, name).toBeGreaterThan(least);
      // A ring of 2 px around the smallest target of 24 px has some 200 pixels.
      const dim = found.filter((stop) => stop.clear < 120 || stop.clear < stop.changed * 0.6);
      expect(dim, name).toEqual([]);
      expect(
        found.filter((stop) => stop.hidden),
        name,
      ).toEqual([]);
    };
    await open(page, { lang, theme, scene: 'day' });
    await look('idle', 30, 12);
    await open(page, { lang, theme, scene: 'call' });
    await inCall(page, queries[lang]);
    await page.keyboard.press('Control+j');
    await page.keyboard.press('Control+e');
    await page.waitForSelector('#outcome :focus');
    await look('wrap-up', 26, 12);
  });
}

test('UI-27: closing a panel gives the focus back to where it was', async ({ page }) => {
  await open(page, { lang: 'en', scene: 'day' });
  await page.locator('#sync-button').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=dialog]');
  await page.keyboard.press('Escape');
  await expect(page.locator('#sync-button')).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('F1');
  await page.waitForSelector('[role=dialog]');
  await page.keyboard.press('Escape');
  await expect(page.locator('#search-field')).toBeFocused();
});

test('UI-29: Tab goes as one reads, and F6 visits every region', async ({ page }) => {
  for (const lang of ['en', 'ar'] as const) {
    await open(page, { lang, scene: 'call' });
    await inCall(page, queries[lang]);
    const regions = await page.evaluate(() =>
      [...document.querySelectorAll('[data-region]')].map((r) => r.getAttribute('data-region')),
    );
    const visited: (string | null)[] = [];
    for (let n = 0; n < regions.length; n += 1) {
      await page.keyboard.press('F6');
      visited.push(
        await page.evaluate(
          () =>
            document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null,
        ),
      );
    }
    expect([...visited].sort(), lang).toEqual([...regions].sort());

    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const order: { region: number; top: number; what: string }[] = [];
    for (let n = 0; n < 60; n += 1) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const all = [...document.querySelectorAll('[data-region]')];
        const region = all.findIndex((r) => r.contains(element));
        const { top, height } = element.getBoundingClientRect();
        const shown = region < 0 ? null : all[region];
        return {
          region,
          // Inside a region that scrolls, the place in its content counts.
          top: Math.round(top + height / 2 + (shown?.scrollTop ?? 0)),
          what: `${element.id} ${element.className}`,
        };
      });
      if (!stop) break;
      order.push(stop);
    }
    const inRegions = order.filter((stop) => stop.region >= 0);
    expect(inRegions.length, lang).toBeGreaterThan(10);
    inRegions.slice(1).forEach((stop, at) => {
      const before = inRegions[at];
      if (!before || stop.region < before.region) return;
      const text = `${before.what} before ${stop.what}`;
      expect(stop.region, text).toBeGreaterThanOrEqual(before.region);
      if (stop.region === before.region && stop.region > 0)
        expect(stop.top, text).toBeGreaterThanOrEqual(before.top - 24);
    });
  }
});

test('the find bar belongs to its article: the next one is read without it', async ({ page }) => {
  await open(page, { lang: 'en', scene: 'call' });
  await inCall(page, queries.en);
  await page.keyboard.press('Control+f');
  await page.waitForSelector('[role=search] input:focus');
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+f');
  await page.waitForSelector('[role=search] input:focus');
  await page.keyboard.press('Control+k');
  await page.keyboard.insertText('invoice');
  await expect(page.locator('[role=search]')).toHaveCount(0);
  await page.waitForTimeout(400);
  await page.waitForSelector('#search-field:focus');
});

test('undo shows the article that was attached, not the first hit', async ({ page }) => {
  await open(page, { lang: 'en', scene: 'call' });
  await page.keyboard.press('Control+k');
  await page.keyboard.insertText('router');
  await page.waitForSelector('#search-field-option-1');
  await page.keyboard.press('ArrowDown');
  const second = await page.locator('#search-field-option-1 .title').innerText();
  await expect(page.locator('h1')).toHaveText(second);
  await page.keyboard.press('Control+j');
  await page.keyboard.press('Control+e');
  await page.waitForSelector('#outcome :focus');
  await page.keyboard.press('1');
  await page.waitForSelector('#reason-field:focus');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.toast');
  await page.keyboard.press('Control+z');
  await page.waitForSelector('#outcome :focus');
  await page.waitForTimeout(600);
  await expect(page.locator('h1')).toHaveText(second);
});

test('a time that is picked, and who takes over, get the focus though they come late', async ({
  page,
}) => {
  await open(page, { lang: 'en', scene: 'call' });
  await page.keyboard.press('Control+e');
  await page.waitForSelector('#outcome :focus');
  for (const key of ['2', '5', '4']) await page.keyboard.press(key);
  await page.waitForSelector('#due-day:focus');
  await open(page, { lang: 'en', scene: 'call' });
  await page.keyboard.press('Control+e');
  await page.waitForSelector('#outcome :focus');
  for (const key of ['4', '1']) await page.keyboard.press(key);
  await page.waitForSelector('#hand-over input:focus');
});

test('Enter right behind the last letter opens what was typed', async ({ page }) => {
  await open(page, { lang: 'en', scene: 'call' });
  await page.keyboard.press('Control+k');
  await page.keyboard.insertText('router');
  await page.waitForSelector('#search-field-option-1');
  await page.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>('#search-field');
    if (!field) return;
    field.value = 'esim';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  });
  await expect(page.locator('h1')).toContainText(/esim/i);
});

test('docked, the keys follow what is opened, and find back to the search', async ({ page }) => {
  await page.setViewportSize({ width: 480, height: 600 });
  await open(page, { lang: 'en', scene: 'phone' });
  await page.keyboard.insertText(queries.en);
  await page.waitForSelector('#search-field-option-0');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-step="1"]:focus');
  // The key that is pressed in another program.
  await page.evaluate(() => window.dispatchEvent(new Event('firsthandsearch')));
  await page.waitForSelector('#search-field:focus');
  // What is on the screen already is gone to as well.
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-step="1"]:focus');
  await page.keyboard.press('Control+4');
  await page.waitForSelector('#outcome :focus');
  await page.evaluate(() => window.dispatchEvent(new Event('firsthandsearch')));
  await page.waitForSelector('#search-field:focus');
  await page.keyboard.press('Control+6');
  await page.waitForSelector('[data-region=article] :focus, [data-region=article]:focus');
});

test('at 1024, at wrap-up, an article that comes late takes the keys with it', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await open(page, { lang: 'en', scene: 'call' });
  await page.keyboard.press('Control+e');
  await page.waitForSelector('#outcome :focus');
  await page.keyboard.press('Control+k');
  await page.waitForSelector('#search-field:focus');
  await page.evaluate(() => {
    const desk = window.firsthandMock;
    if (!desk) return;
    const ask = desk.ask.bind(desk);
    desk.ask = async (name, request) => {
      if (name === 'article') await new Promise((come) => setTimeout(come, 2000));
      return ask(name, request);
    };
  });
  await page.keyboard.insertText(queries.en);
  await page.waitForSelector('#search-field-option-0');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-step="1"]:focus');
  await expect(page.locator('#search-field')).toBeHidden();
});

test('where there is room for both, what is opened leaves the keys where they are', async ({
  page,
}) => {
  await open(page, { lang: 'en', scene: 'phone' });
  await page.waitForSelector('.suggest li');
  await page.keyboard.press('Control+5');
  await page.waitForSelector('[data-step="1"]');
  await page.waitForTimeout(200);
  await expect(page.locator('#search-field')).toBeFocused();
});
