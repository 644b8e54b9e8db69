/** UI-01, UI-02, UI-03, UI-04, UI-08: the whole of the work by keys, and how many it takes. */
import { type Page, expect, test } from '@playwright/test';
import { commands } from '../../src/keymap.ts';
import type { MemoryDesk } from '../../src/mock/desk.ts';
import { inCall, languages, open, queries } from './window.ts';

declare global {
  interface Window {
    firsthandMock?: MemoryDesk;
    presses: string[];
  }
}

/** Counts trusted presses, bare modifiers left out. */
async function count(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.presses = [];
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.isTrusted && !['Control', 'Shift', 'Alt', 'Meta'].includes(event.key))
          window.presses.push(event.key);
      },
      true,
    );
  });
}

/** Any pointer is a fault. */
async function withoutPointer(page: Page): Promise<void> {
  await page.addInitScript(() => {
    for (const kind of ['pointerdown', 'mousedown', 'click']) {
      window.addEventListener(
        kind,
        (event) => {
          if (event instanceof PointerEvent && event.pointerType !== '')
            throw new Error(`pointer: ${kind}`);
        },
        true,
      );
    }
  });
}

const presses = (page: Page) => page.evaluate(() => window.presses.length);
const recorded = (page: Page) =>
  page.evaluate(
    () =>
      window.firsthandMock?.asked
        .filter(([name]) => name === 'wrap_up')
        .map(
          ([, request]) =>
            (
              request as {
                draft: {
                  outcome: string;
                  reason: string | null;
                  root_cause: string | null;
                  follow_up: unknown;
                };
              }
            ).draft,
        ) ?? [],
  );
const focusIn = (page: Page, selector: string) =>
  expect(page.locator(`${selector} :focus, ${selector}:focus`)).toHaveCount(1);

async function toWrapUp(
  page: Page,
  lang: (typeof languages)[number],
  attach: boolean,
): Promise<void> {
  await open(page, { lang, scene: 'call' });
  if (attach) {
    await inCall(page, queries[lang]);
    await page.keyboard.press('Control+j');
  }
  await page.keyboard.press('Control+e');
  await focusIn(page, '#outcome');
  await count(page);
}

test('UI-01: resolved with an attached article takes 3 keys, in every language', async ({
  page,
}) => {
  for (const lang of languages) {
    await toWrapUp(page, lang, true);
    await page.keyboard.press('1');
    await focusIn(page, '#reason-field');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.toast');
    expect(await presses(page), lang).toBe(3);
    expect(await recorded(page), lang).toMatchObject([
      { outcome: 'resolved', reason: 'broadband/no-connection/after-firmware' },
    ]);
    await focusIn(page, '#search-field');
  }
});

const flows: [string, boolean, string[], number, object][] = [
  [
    'not resolved, attached',
    true,
    ['3', '2', 'Enter', 'Control+Enter'],
    4,
    { outcome: 'not_resolved', root_cause: 'article_wrong' },
  ],
  [
    'follow-up, attached',
    true,
    ['2', '3', '2', 'Enter', 'Control+Enter'],
    5,
    { outcome: 'follow_up', root_cause: 'other_team', follow_up: { by: 'voice' } },
  ],
  [
    'resolved, nothing attached',
    false,
    ['1', 'e', 's', 'i', 'm', 'Enter', 'Control+Enter'],
    7,
    { outcome: 'resolved', reason: 'mobile/sim/esim' },
  ],
  [
    'not resolved, nothing attached',
    false,
    ['3', '4', 'e', 's', 'i', 'm', 'Enter', 'Control+Enter'],
    8,
    { outcome: 'not_resolved', root_cause: 'system_down', reason: 'mobile/sim/esim' },
  ],
  ['not a customer issue', false, ['5', 'Control+Enter'], 2, { outcome: 'not_customer_issue' }],
];
test('UI-02: the other ways take few keys too', async ({ page }) => {
  for (const [name, attach, keys, most, draft] of flows) {
    await toWrapUp(page, 'en', attach);
    for (const key of keys) {
      await page.keyboard.press(key);
      // The next field is drawn before it is reached, as it is for a person.
      await page.waitForTimeout(40);
    }
    await page.waitForSelector('.toast');
    expect(await presses(page), name).toBe(most);
    expect(await recorded(page), name).toMatchObject([draft]);
  }
});

test('parts of the form that come late let no digit answer another question', async ({ page }) => {
  await page.route('**/assets/FollowUp-*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await toWrapUp(page, 'en', true);
  for (const key of ['2', '5', '2']) await page.keyboard.press(key);
  await focusIn(page, '#reason-field');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.toast');
  expect(await recorded(page)).toMatchObject([
    { outcome: 'follow_up', root_cause: 'waiting_for_customer', follow_up: { by: 'voice' } },
  ]);
});

test('nothing chosen: Ctrl+Enter saves nothing and goes to the outcome', async ({ page }) => {
  await toWrapUp(page, 'ar', true);
  await page.keyboard.press('Control+n');
  await page.keyboard.press('Control+Enter');
  await focusIn(page, '#outcome');
  expect(await recorded(page)).toEqual([]);
});

test('UI-04, UI-08: a shift without a pointer', async ({ page }) => {
  await withoutPointer(page);
  await open(page, { lang: 'sv', scene: 'day' });
  await page.keyboard.press('Control+e');
  await focusIn(page, '#customer-field');
  await page.keyboard.type('0701740612');
  await page.keyboard.press('Enter');
  await focusIn(page, '#search-field');
  await page.waitForSelector('.story .warning');
  await page.keyboard.insertText('router');
  await page.waitForSelector('.option');
  await page.keyboard.press('ArrowDown');
  // Shown by itself, then one Enter goes to its steps; a second one would tick the first.
  const second = await page.locator('#search-field-option-1 .title').innerText();
  await expect(page.locator('h1')).toHaveText(second);
  await page.keyboard.press('Enter');
  await focusIn(page, '[data-step="1"]');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('li.ticked')).toHaveCount(2);
  await page.keyboard.press('Control+j');
  await page.keyboard.press('Control+l');
  await page.keyboard.press('Control+,');
  await page.waitForSelector('[role=dialog]');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(page.locator('[role=dialog]')).toHaveCount(0);
  await page.keyboard.press('Control+e');
  await focusIn(page, '#outcome');
  await page.keyboard.press('1');
  await focusIn(page, '#reason-field');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+n');
  await page.keyboard.type(' Klart.');
  const note = await page.locator('#note').inputValue();
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.toast');
  expect(await page.evaluate(() => window.firsthandMock?.sent)).toEqual([]);
  await page.keyboard.press('Control+z');
  await page.waitForSelector('#outcome');
  await expect(page.locator('#outcome input:checked')).toHaveCount(1);
  expect(await page.locator('#note').inputValue()).toBe(note);
  await page.keyboard.press('Control+s');
  await page.waitForSelector('.toast');
  await page.keyboard.press('F8');
  await focusIn(page, '#toast-undo');
  await page.keyboard.press('F6');
  await page.keyboard.press('F1');
  await page.waitForSelector('[role=dialog]');
  await expect(page.locator('[role=dialog] li')).toHaveCount(commands.length);
  const errors = await page.evaluate(() => window.firsthandMock?.asked.length);
  expect(errors).toBeGreaterThan(0);
});

test('UI-03: every command does something where it can be given, and F1 lists it', async ({
  page,
}) => {
  const asked = (name: string) =>
    expect
      .poll(() => page.evaluate((n) => window.firsthandMock?.asked.some(([a]) => a === n), name))
      .toBe(true);
  const title = () => page.locator('h1').innerText();
  const tried = new Set<string>();
  const effects: [string, string, () => Promise<unknown>][] = [
    ['customer', 'Control+i', () => focusIn(page, '#customer-field')],
    ['search', 'Control+k', () => focusIn(page, '#search-field')],
    ['hold', 'Control+h', () => expect(page.locator('.state.held')).toHaveCount(1)],
    ['hold', 'Control+h', () => expect(page.locator('.state.call')).toHaveCount(1)],
    [
      'attach',
      'Control+j',
      () => expect(page.locator('#attach[aria-pressed=true]')).toHaveCount(1),
    ],
    [
      'gap',
      'Control+g',
      () =>
        expect.poll(() => page.evaluate(() => window.firsthandMock?.draft?.gaps.length)).toBe(1),
    ],
    ['find', 'Control+f', () => focusIn(page, '[role=search]')],
    ['find', 'Escape', () => focusIn(page, '#search-field')],
    ['flag', 'Control+b', () => focusIn(page, '#flag')],
    ['flag', '1', () => focusIn(page, '#search-field')],
    ['same', 'Control+l', () => expect(page.locator('.same [aria-pressed=true]')).toHaveCount(1)],
    ['outcome', 'Control+o', () => focusIn(page, '#outcome')],
    ['reason', 'Control+d', () => focusIn(page, '#reason-field')],
    ['notes', 'Control+n', () => focusIn(page, '#note')],
    ['template', 'Control+t', () => focusIn(page, '#template')],
    ['pane_search', 'Control+1', () => focusIn(page, '#search-field')],
    ['pane_article', 'Control+2', () => focusIn(page, '[data-step="1"]')],
    ['pane_customer', 'Control+3', () => focusIn(page, '#customer-field')],
    ['pane_form', 'Control+4', () => focusIn(page, '#outcome')],
    ['good', 'Control+8', () => asked('rate')],
    ['bad', 'Control+9', () => expect(page.locator('.thumb[aria-pressed=true]')).toHaveCount(1)],
    ['suggest_1', 'Control+5', async () => expect(await title()).not.toBe('')],
    [
      'suggest_2',
      'Control+6',
      async () => expect(page.locator('.about .ltr').first()).toContainText('KB-1291'),
    ],
    [
      'suggest_3',
      'Control+7',
      async () => expect(page.locator('.about .ltr').first()).toContainText('KB-1340'),
    ],
    ['region_next', 'F6', () => focusIn(page, '[data-region]')],
    ['region_previous', 'Shift+F6', () => focusIn(page, '[data-region]')],
    ['settings', 'Control+,', () => expect(page.getByRole('dialog')).toHaveCount(1)],
    ['settings', 'Control+,', () => expect(page.getByRole('dialog')).toHaveCount(0)],
    ['help', 'F1', () => expect(page.locator('[role=dialog] li')).toHaveCount(commands.length)],
    ['help', 'Escape', () => expect(page.getByRole('dialog')).toHaveCount(0)],
    ['call', 'Control+e', () => expect(page.locator('.state.wrap')).toHaveCount(1)],
    ['later', 'Control+p', () => expect(page.locator('.state.wrap')).toHaveCount(0)],
    ['take_call', 'Control+r', () => expect(page.locator('.state.call')).toHaveCount(1)],
    ['call', 'Control+e', () => focusIn(page, '#outcome')],
    ['save', '5', () => focusIn(page, '#save')],
    ['save', 'Control+Enter', () => expect(page.locator('.toast')).toHaveCount(1)],
    ['toast', 'F8', () => focusIn(page, '#toast-undo')],
    ['undo', 'Control+z', () => focusIn(page, '#outcome')],
    ['save_stay', 'Control+s', () => expect(page.locator('.state.away')).toHaveCount(1)],
    // Begun by hand, it ends by key, and is gone back to by the same.
    ['call', 'Control+e', () => focusIn(page, '#customer-field')],
    ['call', 'Control+e', () => focusIn(page, '#outcome')],
    ['back', 'Control+e', () => expect(page.locator('.state.call')).toHaveCount(1)],
  ];
  await open(page, { lang: 'en', scene: 'phone' });
  await page.evaluate(() => {
    // The keys of hold are the agent's where the telephone does not tell of it.
    const desk = window.firsthandMock;
    if (desk?.draft?.call) desk.draft.call.tells_hold = false;
    if (desk?.draft) desk.tell('draft_changed', { why: 'updated', draft: desk.draft });
  });
  await inCall(page, queries.en);
  for (const [id, key, effect] of effects) {
    await test.step(`${id}: ${key}`, async () => {
      await page.keyboard.press(key);
      await effect();
      tried.add(id);
    });
  }
  expect([...tried].sort()).toEqual(commands.map((c) => c.id).sort());
});

test('UI-20: a key of the agent’s own works at once, a conflict is said, and it can be put back', async ({
  page,
}) => {
  await open(page, { lang: 'en', scene: 'call' });
  await page.keyboard.press('Control+,');
  await page.waitForSelector('[role=dialog]');
  await page.keyboard.type('attach');
  await page.locator('#key-attach').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+k');
  await expect(page.locator('#keys-said')).toContainText('Search articles');
  await page.keyboard.press('Alt+a');
  await expect(page.locator('#keys-said')).toContainText('Alt');
  await page.keyboard.press('Control+q');
  await expect(page.locator('#key-attach')).toContainText('Ctrl+Q');
  await page.keyboard.press('Escape');
  await inCall(page, queries.en);
  await page.keyboard.press('Control+j');
  await expect(page.locator('#attach[aria-pressed=true]')).toHaveCount(0);
  await page.keyboard.press('Control+q');
  await expect(page.locator('#attach[aria-pressed=true]')).toHaveCount(1);
  await expect
    .poll(() => page.evaluate(() => window.firsthandMock?.settings.keys))
    .toEqual({ attach: ['Mod+Q'] });
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'All keys as usual' }).press('Enter');
  await expect(page.locator('#key-attach')).toContainText('Ctrl+J');
});

test('UI-18: Ctrl and the place of J on an Arabic keyboard attaches', async ({ page }) => {
  await open(page, { lang: 'ar', scene: 'call' });
  await inCall(page, queries.ar);
  const cdp = await page.context().newCDPSession(page);
  const key = { key: 'ت', code: 'KeyJ', windowsVirtualKeyCode: 74, modifiers: 2 };
  await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
  await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  await expect(page.locator('#attach[aria-pressed=true]')).toHaveCount(1);
});

test('UI-19: AltGr writes into the notes', async ({ page }) => {
  await toWrapUp(page, 'sv', false);
  await page.keyboard.press('Control+n');
  const cdp = await page.context().newCDPSession(page);
  for (const text of '@{[]}\\€~') {
    await cdp.send('Input.dispatchKeyEvent', {
      type: 'keyDown',
      key: text,
      text,
      code: 'KeyE',
      modifiers: 0,
    });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text, code: 'KeyE' });
  }
  expect(await page.locator('#note').inputValue()).toContain('@{[]}\\€~');
});

test('UI-17: a Chinese composition asks once, and its keys are its own', async ({ page }) => {
  await open(page, { lang: 'zh-Hans', scene: 'call' });
  const cdp = await page.context().newCDPSession(page);
  const asked = () =>
    page.evaluate(() =>
      window.firsthandMock?.asked
        .filter(([n]) => n === 'search')
        .map(([, r]) => (r as { text: string }).text),
    );
  for (const text of ['l', 'lu', 'luyou', 'luyouqi']) {
    await cdp.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }
  for (const key of ['Enter', 'ArrowDown', 'Escape', '1']) {
    await cdp.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Process',
      code: key,
      windowsVirtualKeyCode: 229,
    });
  }
  expect(await asked()).toEqual([]);
  await cdp.send('Input.insertText', { text: '路由器' });
  await page.waitForSelector('.option');
  expect(await asked()).toEqual(['路由器']);
  await expect(page.locator('#search-field')).toHaveValue('路由器');
});
