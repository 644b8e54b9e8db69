/** UI-15, UI-21, UI-22, UI-23, UI-24, UI-28, UI-34: what the screens look like to a rule. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Page, expect, test } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { inCall, languages, open, queries } from './window.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Scene = [
  name: string,
  arrange: (page: Page, lang: (typeof languages)[number], theme: string) => Promise<void>,
];

const scenes: Scene[] = [
  ['idle', (page, lang, theme) => open(page, { lang, theme, scene: 'day' })],
  [
    'settings',
    async (page) => {
      await page.keyboard.press('Control+,');
      await page.waitForSelector('[role=dialog]');
    },
  ],
  [
    'help',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await page.waitForSelector('[role=dialog]');
    },
  ],
  [
    'on call',
    async (page, lang, theme) => {
      await open(page, { lang, theme, scene: 'call' });
      await inCall(page, queries[lang]);
    },
  ],
  [
    'wrap-up',
    async (page) => {
      await page.keyboard.press('Control+j');
      await page.keyboard.press('Control+e');
      await page.waitForSelector('#outcome :focus');
      await page.keyboard.press('2');
      await page.waitForSelector('#root-cause :focus');
      await page.keyboard.press('1');
      await page.waitForSelector('#follow-up :focus');
      await page.keyboard.press('4');
      await page.keyboard.press('Control+Enter');
      await page.waitForSelector('#reason-problem');
    },
  ],
  [
    'hand-over',
    async (page, lang, theme) => {
      await open(page, { lang, theme, scene: 'call' });
      await page.keyboard.press('Control+e');
      await page.waitForSelector('#outcome :focus');
      await page.keyboard.press('4');
      await page.waitForSelector('#root-cause :focus');
      await page.keyboard.press('1');
      await page.waitForSelector('#hand-over input');
      await page.locator('#hand-over input').first().check({ force: true });
      await page.waitForSelector('#hand-over-note');
    },
  ],
  [
    'telephone',
    async (page, lang, theme) => {
      await open(page, { lang, theme, scene: 'phone' });
      await page.waitForSelector('.story li');
      await page.waitForSelector('.suggest li');
    },
  ],
  [
    'flag',
    async (page, lang) => {
      await page.keyboard.insertText(queries[lang]);
      await page.waitForSelector('[data-step]');
      await page.keyboard.press('Control+b');
      await page.waitForSelector('#flag :focus');
    },
  ],
  [
    'not sent',
    async (page, lang, theme) => {
      await open(page, { lang, theme, scene: 'refused' });
      await page.locator('#sync-button').press('Enter');
      await page.waitForSelector('[role=dialog] li');
    },
  ],
];

for (const lang of languages) {
  test(`UI-15: axe finds nothing on any screen in ${lang}`, async ({ page }) => {
    for (const theme of ['light', 'dark', ...(lang === 'en' ? ['high_contrast'] : [])]) {
      for (const [name, arrange] of scenes) {
        await arrange(page, lang, theme);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          (
            window as unknown as {
              axe: { run: (root: Document, options: object) => Promise<AxeResults> };
            }
          ).axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
          }),
        );
        const found = violations.map(
          (v) =>
            `${v.id}: ${v.nodes
              .slice(0, 3)
              .map((n) => `${n.html.slice(0, 120)} ${n.any[0]?.message ?? ''}`)
              .join(' | ')}`,
        );
        expect(found, `${name}, ${theme}`).toEqual([]);
      }
    }
  });
}

/** Elements whose text does not fit, other than those that scroll or cut by design. */
const clipped = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth)
      found.push('the page scrolls sideways');
    for (const element of document.querySelectorAll<HTMLElement>('.window *')) {
      if (element.closest('.aside, svg, .hints ul') || element.getClientRects().length === 0)
        continue;
      const style = getComputedStyle(element);
      if (style.display === 'inline' || element.matches('input, textarea, select, option'))
        continue;
      if (style.textOverflow === 'ellipsis') continue;
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
        found.push(
          `${element.className || element.tagName}: ${element.scrollWidth} in ${element.clientWidth}: ${element.textContent?.trim().slice(0, 40)}`,
        );
      }
    }
    return found;
  });

for (const lang of [...languages, 'pseudo'] as const) {
  test(`UI-23, UI-24: nothing is clipped at any width in ${lang}`, async ({ page }) => {
    const spoken = lang === 'pseudo' ? 'en' : lang;
    const wish: Record<string, string> = lang === 'pseudo' ? { pseudo: '1' } : {};
    for (const width of [1920, 1280, 1024, 640, 480]) {
      await page.setViewportSize({ width, height: 800 });
      await open(page, { lang: spoken, scene: 'day', ...wish });
      expect(await clipped(page), `idle, ${width}`).toEqual([]);
      if (width < 900) {
        await page.keyboard.press('Control+2');
        expect(await clipped(page), `home, ${width}`).toEqual([]);
      }
      await open(page, { lang: spoken, scene: 'call', ...wish });
      await page.keyboard.insertText(queries[spoken]);
      await page.waitForSelector('.option');
      await page.waitForTimeout(200);
      expect(await clipped(page), `search, ${width}`).toEqual([]);
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-step]');
      expect(await clipped(page), `article, ${width}`).toEqual([]);
      await page.keyboard.press('Control+3');
      expect(await clipped(page), `customer, ${width}`).toEqual([]);
      await page.keyboard.press('Control+j');
      await page.keyboard.press('Control+e');
      await page.waitForSelector('#outcome :focus');
      await page.keyboard.press('2');
      await page.waitForSelector('#root-cause :focus');
      expect(await clipped(page), `wrap-up, ${width}`).toEqual([]);
      await page.keyboard.press('Control+,');
      await page.waitForSelector('[role=dialog]');
      expect(await clipped(page), `settings, ${width}`).toEqual([]);
    }
  });
}

test('UI-23: nor at the largest text and rows, nor at the smallest', async ({ page }) => {
  for (const lang of ['sv', 'ar'] as const) {
    for (const [text_percent, density] of [
      [140, 'comfortable'],
      [90, 'compact'],
    ] as const) {
      for (const width of [1280, 640]) {
        await page.setViewportSize({ width, height: 800 });
        await open(page, { lang, scene: 'phone', text: String(text_percent), density });
        await page.keyboard.insertText(queries[lang]);
        await page.waitForSelector('.option', { state: 'attached' });
        await page.waitForSelector('.suggest li', { state: 'attached' });
        const what = `${lang}, ${text_percent} %, ${density}, ${width}`;
        expect(await clipped(page), `on call, ${what}`).toEqual([]);
        await page.keyboard.press('Control+e');
        await page.waitForSelector('#outcome :focus');
        await page.keyboard.press('4');
        await page.waitForSelector('#root-cause :focus');
        expect(await clipped(page), `wrap-up, ${what}`).toEqual([]);
      }
    }
  }
});

/** What of these is not wholly on the screen, or lies under the bar with the buttons. */
const hidden = (page: Page, what: string[]) =>
  page.evaluate((selectors) => {
    const bar = document.querySelector('.save')?.getBoundingClientRect().top ?? 0;
    return selectors.filter((selector) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      const most = selector === '#save' || selector === '#attach' ? innerHeight : bar;
      return !box || box.height < 20 || box.top < 48 || box.bottom > most + 0.5;
    });
  }, what);

for (const lang of languages) {
  test(`UI-46: at wrap-up everything is seen at once in ${lang}`, async ({ page }) => {
    for (const density of ['compact', 'standard', 'comfortable']) {
      const all = ['#outcome', '#reason-field', '#attach', '#note', '#save'];
      for (const [outcome, answers] of [
        ['1', []],
        ['3', ['2']],
        ['2', ['5', '2']],
      ] as const) {
        await open(page, { lang, density, scene: 'call' });
        await inCall(page, queries[lang]);
        await page.keyboard.press('Control+j');
        await page.keyboard.press('Control+e');
        await page.waitForSelector('#outcome :focus');
        await expect(page.locator('#note')).not.toHaveValue('');
        const where = `${density}, outcome ${outcome}`;
        expect(await hidden(page, all), `${where}, begun`).toEqual([]);
        for (const key of [outcome, ...answers]) {
          await page.keyboard.press(key);
          await page.waitForTimeout(40);
        }
        await page.waitForSelector('#reason-field:focus');
        await page.keyboard.press('Enter');
        await page.waitForSelector('#save:focus');
        await page.waitForTimeout(200);
        expect(await hidden(page, all), `${where}, done`).toEqual([]);
      }
    }
  });
}

test('UI-24: docked, Ctrl+1 to Ctrl+4 show one pane at a time', async ({ page }) => {
  await page.setViewportSize({ width: 480, height: 600 });
  await open(page, { lang: 'en', scene: 'call' });
  await page.keyboard.insertText(queries.en);
  await page.waitForSelector('.option');
  const shown = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.body > [data-region]')]
        .filter((r) => r.getClientRects().length > 0)
        .map((r) => r.getAttribute('data-region')),
    );
  for (const [key, pane] of [
    ['Control+2', 'article'],
    ['Control+3', 'context'],
    ['Control+4', 'context'],
    ['Control+1', 'search'],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(shown).toEqual([pane]);
  }
  await page.keyboard.press('Control+4');
  await expect(page.locator('#outcome')).toBeVisible();
  // What saving finds missing is shown, wherever one was.
  await page.keyboard.press('Control+e');
  await page.keyboard.press('Control+1');
  await expect.poll(shown).toEqual(['search']);
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('#outcome input').first()).toBeFocused();
});

test('a long title of a suggestion keeps off the thumbs, and is whole under the pointer', async ({
  page,
}) => {
  for (const lang of ['en', 'ar', 'zh-Hans', 'zh-Hant'] as const) {
    await open(page, { lang, scene: 'phone' });
    await page.waitForSelector('.suggest li');
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('.suggest li')].map((row) => {
        const title = row.querySelector('.title') as HTMLElement;
        title.textContent = `${title.textContent} `.repeat(9);
        const range = document.createRange();
        range.selectNodeContents(title);
        const text = range.getBoundingClientRect();
        const thumb = (row.querySelector('.thumb') as HTMLElement).getBoundingClientRect();
        return {
          room: Math.max(thumb.left - text.right, text.left - thumb.right),
          cut: title.scrollHeight > title.clientHeight,
          whole: title.title.length > 5,
        };
      }),
    );
    expect(rows.length, lang).toBe(3);
    for (const { room, cut, whole } of rows) {
      expect(room, lang).toBeGreaterThanOrEqual(8);
      expect([cut, whole], lang).toEqual([true, true]);
    }
  }
});

test('at 1920 what stands between contacts takes the whole width, and is read in its order', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  for (const lang of languages) {
    await open(page, { lang, scene: 'day' });
    const boxes = await page.evaluate(() => {
      const work = document.querySelector('.work')?.getBoundingClientRect();
      const rtl = document.documentElement.dir === 'rtl';
      return [...document.querySelectorAll('.home > section')].map((section) => {
        const { left, right, top } = section.getBoundingClientRect();
        // From where reading begins, and to where it ends.
        const [from, to] = rtl ? [(work?.right ?? 0) - right, left] : [left, 1920 - right];
        return { from: Math.round(from), to: Math.round(to), top: Math.round(top) };
      });
    });
    const [unfinished, due, changed, last] = boxes;
    if (!unfinished || !due || !changed || !last) throw new Error('four lists');
    expect([due.top, last.top], lang).toEqual([unfinished.top, changed.top]);
    expect(changed.top, lang).toBeGreaterThan(due.top);
    expect(due.from, lang).toBeGreaterThan(unfinished.from);
    expect([due.to, last.to], lang).toEqual([16, 16]);
  }
});

test('UI-21: right to left mirrors every region within a pixel', async ({ page }) => {
  const regions = async (lang: 'en' | 'ar') => {
    await open(page, { lang, scene: 'call' });
    return page.evaluate(() =>
      [...document.querySelectorAll('[data-region]')].map((r) => {
        const { left, right } = r.getBoundingClientRect();
        return [left, right];
      }),
    );
  };
  const [ltr, rtl] = [await regions('en'), await regions('ar')];
  expect(await page.getAttribute('html', 'dir')).toBe('rtl');
  expect(ltr.length).toBe(4);
  ltr.forEach(([left, right], at) => {
    expect(Math.abs((rtl[at]?.[0] ?? 0) - (1280 - (right ?? 0)))).toBeLessThanOrEqual(1);
    expect(Math.abs((rtl[at]?.[1] ?? 0) - (1280 - (left ?? 0)))).toBeLessThanOrEqual(1);
  });
});

test('UI-22: ids, numbers and versions keep their order in Arabic and do not break', async ({
  page,
}) => {
  await open(page, { lang: 'ar', scene: 'call' });
  await inCall(page, queries.ar);
  const wrong = await page.evaluate(() => {
    const faults: string[] = [];
    const all = [...document.querySelectorAll('.ltr')].filter(
      (e) => e.getClientRects().length > 0 && e.children.length === 0,
    );
    for (const element of all) {
      const text = element.firstChild;
      if (!(text instanceof Text)) continue;
      let before = -Infinity;
      const rows = new Set<number>();
      for (let at = 0; at < text.length; at += 1) {
        if (/\s/.test(text.data[at] ?? '')) continue;
        const range = new Range();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const box = range.getBoundingClientRect();
        if (box.left < before) faults.push(`order: ${text.data}`);
        before = box.left;
        rows.add(Math.round(box.top));
      }
      if (rows.size > 1) faults.push(`broken: ${text.data}`);
    }
    return { faults, count: all.length };
  });
  expect(wrong.count).toBeGreaterThan(8);
  expect(wrong.faults).toEqual([]);
});

test('UI-28: what can be pressed is at least 24 by 24', async ({ page }) => {
  for (const lang of ['en', 'zh-Hant'] as const) {
    for (const [name, arrange] of scenes) {
      await arrange(page, lang, 'light');
      const small = await page.evaluate(() =>
        [
          ...document.querySelectorAll(
            'button, select, input:not([type=radio], [type=checkbox], [type=range], [role=combobox]), label:has(input), [role=option]',
          ),
        ]
          .filter((e) => e.getClientRects().length > 0)
          .map((e) => [e.getBoundingClientRect(), `${e.id || e.className}`] as const)
          .filter(([box]) => box.width < 23.5 || box.height < 23.5)
          .map(([box, what]) => `${what}: ${Math.round(box.width)} x ${Math.round(box.height)}`),
      );
      expect(
        small.filter((s) => !s.startsWith('customer-field')),
        `${name}, ${lang}`,
      ).toEqual([]);
    }
  }
});

test('UI-34: the two Chinese scripts use their own shapes of letters', async ({ page }) => {
  await open(page, { lang: 'zh-Hans' });
  const picture = async (lang: string) => {
    await page.setContent(
      `<p lang="${lang}" style="font: 40px 'Noto Sans CJK ${lang === 'zh-Hans' ? 'SC' : 'TC'}', sans-serif">骨直角复</p>`,
    );
    return (await page.locator('p').screenshot()).toString('base64');
  };
  expect(await picture('zh-Hans')).not.toBe(await picture('zh-Hant'));
});

test('UI-38: no motion when none is wanted; forced colours keep the chosen row', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
  await open(page, { lang: 'en', scene: 'call' });
  await inCall(page, queries.en);
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter((e) =>
        getComputedStyle(e)
          .transitionDuration.split(',')
          .some((d) => Number.parseFloat(d) > 0),
      ).length,
  );
  expect(moving).toBe(0);
  const outline = await page
    .locator('.option[aria-selected=true]')
    .first()
    .evaluate((e) => getComputedStyle(e).outlineStyle);
  expect(outline).toBe('solid');
  // What is quiet stays so: an edge that is not drawn otherwise is not drawn there.
  const edges = await page.evaluate(() =>
    [...document.querySelectorAll('.button.quiet:not([aria-pressed=true])')].map(
      (e) => getComputedStyle(e).borderBlockStartColor,
    ),
  );
  const back = await page.evaluate(() => {
    document.body.style.color = 'Canvas';
    return getComputedStyle(document.body).color;
  });
  expect(edges.length).toBeGreaterThan(3);
  expect(new Set(edges)).toEqual(new Set([back]));
});

for (const lang of ['en', 'ar'] as const) {
  test(`UI-38: forced colours keep the hits in their rows, ${lang}`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await open(page, { lang, scene: 'call' });
    await inCall(page, queries[lang]);
    const clip = await page.evaluate(() => {
      const ranges = CSS.highlights.get('hit') as unknown as Set<StaticRange>;
      const { startContainer, startOffset, endContainer, endOffset } = [...ranges][0]!;
      const range = new Range();
      range.setStart(startContainer, startOffset);
      range.setEnd(endContainer, endOffset);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x, y, width, height };
    });
    const picture = await page.screenshot({ clip });
    const contrast = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      // The back is the commonest light; enough of the rest has to stand out from it.
      const lights = Array.from({ length: data.length / 4 }, (_, n) =>
        Math.round(0.2126 * data[n * 4]! + 0.7152 * data[n * 4 + 1]! + 0.0722 * data[n * 4 + 2]!),
      );
      const count = new Map<number, number>();
      for (const light of lights) count.set(light, (count.get(light) ?? 0) + 1);
      const [[back] = [0]] = [...count].sort((a, b) => b[1] - a[1]);
      return lights.filter((light) => Math.abs(light - back) > 100).length / lights.length;
    }, picture.toString('base64'));
    expect(contrast).toBeGreaterThan(0.05);
  });
}

for (const query of ['', queries.sv]) {
  test(`UI-24: docked, with all a telephone brings, ${query ? 'a hit' : 'the field'} stays free`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 480, height: 600 });
    await open(page, { lang: 'sv', scene: 'phone' });
    await page.waitForSelector('.suggest li');
    await page.keyboard.insertText(query);
    if (query) await page.waitForSelector('.option');
    const free = await page.evaluate(
      (what) => {
        const box = document.querySelector(what)!.getBoundingClientRect();
        const at = document.elementFromPoint(box.x + box.width / 2, box.bottom - 6);
        return document.querySelector(what)!.contains(at);
      },
      query ? '.option' : '.search .edge',
    );
    expect(free).toBe(true);
    await page.locator('.suggest li').last().scrollIntoViewIfNeeded();
    await expect(page.locator('.suggest li').last()).toBeInViewport({ ratio: 1 });
  });
}
