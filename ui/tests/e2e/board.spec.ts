/** UI-41, UI-42: the supervisors' board, as it is built, in the system's Chromium. */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, test as base, type Page } from '@playwright/test';
import { FakeStore, key, recordedAt, titles } from './fake-store.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const languages = ['en', 'sv', 'zh-Hans', 'zh-Hant', 'ar'] as const;

const test = base.extend<{ store: FakeStore }>({
  baseURL: 'http://127.0.0.1:4174',
  store: async ({ page }, use) => {
    await page.clock.install({ time: recordedAt + 60_000 });
    const store = new FakeStore();
    await store.serve(page);
    await use(store);
    expect(store.complaints).toEqual([]);
  },
});

async function open(page: Page, query = '?lang=en'): Promise<void> {
  await page.goto(`/${query}#key=${key}`);
  await expect(page.locator('.row').first()).toBeVisible();
  await expect(page.locator('figure')).toHaveCount(5);
}

const recorded = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/board/${name}.json`, import.meta.url), 'utf8'));

const toggles = (page: Page) => page.locator('.row .toggle');

/** Serious faults by the rules of WCAG 2.2 AA. The page policy keeps injected scripts out, not this. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const run = (window as unknown as { axe: typeof import('axe-core') }).axe.run;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(', ')}`);
  });
}

test.describe('the key', () => {
  test('comes out of the address, stays in the tab and leaves the address', async ({
    page,
    store,
  }) => {
    await open(page, '?window=168&lang=en');
    expect(new URL(page.url()).hash).toBe('');
    expect(new URL(page.url()).search).toBe('?window=168&lang=en');
    await page.reload();
    await expect(page.locator('.row').first()).toBeVisible();
    expect(store.asked.at(-1)?.get('forward_h')).toBe('168');
  });

  test('is asked for without one, and again when it is wrong', async ({ page, store }) => {
    await page.goto('/?lang=en');
    const field = page.getByLabel('Board key');
    await expect(field).toBeVisible();
    await expect(page.getByText('central-store board-key')).toBeVisible();
    expect(store.asked).toEqual([]);
    expect(await faults(page)).toEqual([]);

    await field.fill('not a key');
    await field.press('Enter');
    await expect(page.getByRole('alert')).toContainText('does not know this key');
    await expect(field).toBeFocused();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(await faults(page)).toEqual([]);

    await field.fill(key);
    await field.press('Enter');
    await expect(page.locator('.row').first()).toBeVisible();
  });
});

test.describe('the figures', () => {
  test('are those of the store, with k of n and interval', async ({ page, store }) => {
    store.change = (figures) => ({
      ...figures,
      confirmed: { k: 5, n: 12, low: 0.1933, high: 0.6804 },
    });
    await open(page);
    const figures = recorded('fcr-48');
    const tile = page.locator('.tile').filter({ hasText: 'Verified FCR' });
    const { k, n, low, high } = figures.verified;
    const percent = (share: number) => (share * 100).toFixed(1);
    await expect(tile.locator('.value')).toContainText(`${percent(k / n)}%`);
    const numbers = (await tile.locator('.numbers').innerText()).replace(/[\u2066-\u2069]/g, '');
    expect(numbers).toContain(`${k} of ${n}`);
    expect(numbers).toContain(`${percent(low)}–${percent(high)}%`);
    const confirmed = page.locator('.tile').filter({ hasText: 'Confirmed FCR' });
    await expect(confirmed).toContainText('few contacts');
    await expect(tile).not.toContainText('few contacts');
    expect(store.asked).toHaveLength(1);
  });

  test('say why there is none yet', async ({ page, store }) => {
    await open(page);
    await page.getByRole('radio', { name: '30 days' }).press('Space');
    const tile = page.locator('.tile').filter({ hasText: 'Verified FCR' });
    await expect(tile.locator('.value')).toHaveText('—');
    await expect(tile).toContainText('No first contact is old enough yet');
    expect(page.url()).toContain('window=720');
    expect(store.asked.at(-1)?.get('backward_h')).toBe('720');
  });

  test('tell in words how they are counted, by keyboard', async ({ page, store }) => {
    await open(page);
    const how = page.getByRole('button', { name: 'Verified FCR' });
    await how.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('no related contact within the window')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('no related contact within the window')).toBeHidden();
    await expect(how).toBeFocused();
    expect(store.asked).toHaveLength(1);
  });

  test('follow relation and channels, and the address keeps them', async ({ page, store }) => {
    await open(page);
    await page.getByLabel('Same matter').selectOption('leaf');
    await page.getByRole('button', { name: 'Channels' }).press('Enter');
    await page.getByRole('checkbox', { name: 'WhatsApp' }).press('Space');
    await expect.poll(() => store.asked.at(-1)?.get('relation')).toBe('leaf');
    await expect
      .poll(() => store.asked.at(-1)?.get('channels'))
      .toBe('voice,email,chat,sms,social,web,in_person');
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await expect(page.getByLabel('Same matter')).toHaveValue('leaf');
    await expect(page.getByRole('button', { name: 'Channels' })).toContainText('7');
  });

  test('are of one team when it is chosen; without teams there is no choice', async ({
    page,
    store,
  }) => {
    await open(page);
    await expect(page.getByLabel('Team')).toHaveCount(0);
    store.teams = ['North', 'Kväll & helg'];
    await page.reload();
    await page.getByLabel('Team').selectOption('Kväll & helg');
    await expect.poll(() => store.asked.at(-1)?.get('team')).toBe('Kväll & helg');
    expect(new URL(page.url()).searchParams.get('team')).toBe('Kväll & helg');
    await page.reload();
    await expect(page.getByLabel('Team')).toHaveValue('Kväll & helg');
    expect(await faults(page)).toEqual([]);
    await page.getByLabel('Team').selectOption('All teams');
    await expect.poll(() => store.asked.at(-1)?.has('team')).toBe(false);
  });

  test('what they are of can be chosen once the store says it, and stays where it does not', async ({
    page,
    store,
  }) => {
    store.teams = ['North'];
    const choice = (name: string) => page.getByRole('combobox', { name, exact: true });
    let well = false;
    let asked = 0;
    await page.route(/\/v1\/(choices|teams)/, (route) => {
      asked += 1;
      return well ? route.fallback() : route.fulfill({ status: 503, body: 'busy' });
    });
    await open(page);
    for (const label of ['Team', 'Queue', 'Contacts in'])
      await expect(choice(label)).toHaveCount(0);
    well = true;
    /** Lets time pass, look after look, until it was enough. */
    const wait = (ms: number, until: () => Promise<number> | number) =>
      expect.poll(async () => page.clock.fastForward(ms).then(until));
    await wait(11_000, () => choice('Team').count()).toBe(1);
    await expect(choice('Queue')).toHaveCount(1);
    await expect(choice('Contacts in')).toHaveCount(1);

    // Not with every look, but every five minutes; what there was stays without an answer.
    const before = asked;
    const looks = store.asked.length;
    await wait(11_000, () => store.asked.length).toBeGreaterThan(looks);
    expect(asked).toBe(before);
    well = false;
    await wait(100_000, () => asked).toBeGreaterThan(before);
    await expect(choice('Team').locator('option')).toHaveCount(2);
    well = true;
    store.teams = ['North', 'South'];
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(choice('Team').locator('option')).toHaveCount(3);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`can be read while others are on the way, ${colorScheme}`, async ({ page, store }) => {
      await page.emulateMedia({ colorScheme });
      await open(page);
      let answer = () => {};
      const held = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route('**/v1/fcr?**', async (route) => {
        await held;
        await route.fallback();
      });
      await page.getByLabel('Same matter').selectOption('leaf');
      await expect(page.locator('section.old')).toHaveCount(2);
      expect(await faults(page)).toEqual([]);
      answer();
      await expect(page.locator('section.old')).toHaveCount(0);
      expect(store.asked.at(-1)?.get('relation')).toBe('leaf');
    });
  }

  test('of an empty store are one sentence', async ({ page, store }) => {
    store.state = 'empty';
    await page.goto(`/?lang=en#key=${key}`);
    await expect(page.getByText('No contacts yet')).toBeVisible();
    expect(await faults(page)).toEqual([]);
  });
});

test.describe('the store', () => {
  test('out of reach: the last figures stay, and since when', async ({ page, store }) => {
    await open(page);
    const value = await page.locator('.tile .value').first().innerText();
    const rows = await page.locator('.row').count();
    store.state = 'gone';
    await page.clock.fastForward(11_000);
    await expect(page.getByText('out of reach since')).toBeVisible();
    expect(await page.locator('.tile .value').first().innerText()).toBe(value);
    expect(await page.locator('.row').count()).toBe(rows);
    expect(await faults(page)).toEqual([]);
    store.state = 'well';
    // A look that was under way while nobody answered counts ten seconds from its own end.
    await expect(async () => {
      await page.clock.fastForward(11_000);
      await expect(page.getByText('out of reach since')).toBeHidden({ timeout: 2_000 });
    }).toPass();
  });

  test('out of reach from the start, or with something to say', async ({ page, store }) => {
    store.state = 'gone';
    await page.goto(`/?lang=en#key=${key}`);
    await expect(page.getByText('out of reach since')).toBeVisible();
    store.state = 'broken';
    await page.clock.fastForward(11_000);
    await expect(page.getByText('The database cannot be read')).toBeVisible();
    store.state = 'well';
    await page.clock.fastForward(11_000);
    await expect(page.locator('.row').first()).toBeVisible();
  });

  test('says whether the sums are those of a full count, and when that was seen', async ({
    page,
    store,
  }) => {
    const hour = 3_600_000;
    await open(page);
    await expect(page.locator('.audit')).toHaveText('Sums not yet compared with a full count');

    store.audit = { at_ms: recordedAt - 2 * hour, differences: 0 };
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.locator('.audit')).toContainText('Sums agree with a full count');
    await expect(page.getByRole('alert')).toHaveCount(0);

    store.audit = { at_ms: recordedAt - 40 * hour, differences: 0 };
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.locator('.audit')).toContainText('last compared');

    store.audit = { at_ms: recordedAt - hour, differences: 3 };
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.locator('.audit')).toContainText('Sums differ from a full count');
    const alarm = page.getByRole('alert');
    await expect(alarm).toContainText(/3.? sums are not what a full count gives/);
    await expect(alarm).toContainText('central-store audit --mend');
    expect(await faults(page)).toEqual([]);
  });

  test('names the desks that are missing', async ({ page, store }) => {
    store.missing = ['Desk of Kim'];
    await open(page);
    await expect(page.getByText('Desk of Kim')).toBeVisible();
  });

  test('is asked again every ten seconds; what is read does not move', async ({ page, store }) => {
    await open(page);
    await toggles(page).nth(3).focus();
    const top = () =>
      toggles(page)
        .nth(3)
        .evaluate((e) => e.getBoundingClientRect().top);
    const text = await page.locator('.row').nth(3).innerText();
    const before = await top();
    const [first] = store.contacts;
    if (!first) throw new Error('no contacts were recorded');
    const id = 'ffffffff-ffff-7fff-8fff-ffffffffffff';
    const fresh = { ...first, contact_id: id, issue: id, start_ms: first.start_ms + 1 };
    store.contacts = [fresh, ...store.contacts];
    await page.clock.fastForward(11_000);
    const waiting = page.getByRole('button', { name: 'One new contact' });
    await expect(waiting).toBeVisible();
    expect(await page.locator('.row').nth(3).innerText()).toBe(text);
    expect(Math.abs((await top()) - before)).toBeLessThan(1);
    await waiting.click();
    await expect(page.locator('.row')).toHaveCount(51);
  });
});

test.describe('the contacts', () => {
  test('a matter opens by keyboard: in order, gaps, the first, and why', async ({
    page,
    store,
  }) => {
    await open(page);
    const at = store.contacts.findIndex((contact) => contact.verdict === 'not_first');
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('#contacts')).toBeFocused();
    await toggles(page).first().focus();
    for (let row = 0; row < at; row += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const toggle = toggles(page).nth(at);
    await expect(toggle).toHaveAttribute('aria-expanded', 'true');
    const steps = page.getByRole('list', { name: 'The whole matter' }).getByRole('listitem');
    expect(await steps.count()).toBeGreaterThan(1);
    await expect(steps.first()).toContainText('First contact');
    await expect(steps.nth(1)).toContainText(/hours?\S* later/);
    await expect(steps.nth(1)).toContainText(/Came back after .* about the same (reason|family)/);
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await expect(toggle).toBeFocused();
  });

  test('a filter by verdict stands in the address, and older ones are read on', async ({
    page,
    store,
  }) => {
    await open(page);
    await page.getByLabel('Verdict').selectOption('failed');
    expect(page.url()).toContain('verdict=failed');
    await page.getByRole('button', { name: 'Search further back' }).press('Enter');
    const failed = store.contacts.filter((contact) => contact.verdict === 'failed').length;
    await expect(page.locator('.row')).toHaveCount(failed);
    await expect(page.getByRole('button', { name: 'Search further back' })).toBeHidden();
  });

  test('carry the names of the centre in the language', async ({ page, store }) => {
    await open(page, '?lang=sv');
    await expect(page.locator('.row .reason .leaf').first()).not.toContainText('-');
    await page.locator('header').getByLabel('Språk').selectOption('ar');
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect(page.locator('.row .reason .leaf').first()).toContainText(/\p{Script=Arabic}/u);
    await expect(page.locator('.row .queue span').first()).toContainText(/\p{Script=Arabic}/u);
    expect(page.url()).toContain('lang=ar');
    expect(store.asked).toHaveLength(1);
  });
});

/** Of each chart, the button that turns it into a table and back. */
const tables = (page: Page) => page.locator('figure .tools [aria-pressed]:not(.grain *)').all();

/** A chart, by its heading. */
const chart = (page: Page, name: string) =>
  page.locator('figure').filter({ has: page.getByRole('heading', { name }) });

/** The rows of a chart's file, without its head. */
async function file(page: Page, figure: ReturnType<typeof chart>): Promise<string[][]> {
  const download = page.waitForEvent('download');
  await figure.getByRole('button', { name: 'CSV' }).click();
  const text = readFileSync(await (await download).path(), 'utf8');
  expect(text.startsWith('\ufeff')).toBe(true);
  return text
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
}

const texts = async (figure: ReturnType<typeof chart>): Promise<string[][]> =>
  (await figure.locator('tbody tr').all()).reduce(
    async (rows, row) => [...(await rows), await row.locator('th, td').allInnerTexts()],
    Promise.resolve<string[][]>([]),
  );
const bare = (text: string | null) => (text ?? '').replace(/[\u2066-\u2069]/g, '');
const percent = ({ k, n }: { k: number; n: number }) =>
  n > 0 ? `${((100 * k) / n).toFixed(1)}%` : '—';

test.describe('the charts', () => {
  test('the trend: its points, its table and its file are the figures of the store', async ({
    page,
    store,
  }) => {
    await open(page);
    const { groups } = recorded('fcr-48');
    const trend = chart(page, 'FCR over time');
    const slider = trend.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    await expect(slider).toHaveAttribute('aria-valuenow', '1');
    const said: string[] = [];
    for (const group of groups) {
      said.push(bare(await slider.getAttribute('aria-valuetext')));
      const open = group.maturity.k < group.maturity.n;
      const verified = `verified ${open ? 'so far ' : ''}${percent(group.verified)}`;
      expect(said.at(-1)).toContain(verified);
      await page.keyboard.press('ArrowRight');
    }
    await page.keyboard.press('End');
    expect(bare(await slider.getAttribute('aria-valuetext'))).toContain('window still open');
    await expect(trend.locator('rect.open')).toHaveCount(1);

    await trend.getByRole('button', { name: 'Table' }).click();
    const [rows, raw] = [await texts(trend), await file(page, trend)];
    expect(rows).toHaveLength(groups.length);
    groups.forEach((group: Record<string, never>, at: number) => {
      const { name, verified, confirmed, claimed, provisional, maturity } = group as unknown as {
        name: string;
      } & Record<string, { k: number; n: number; low: number; high: number }>;
      if (!verified || !confirmed || !claimed || !provisional || !maturity) throw new Error(name);
      expect(raw[at]).toEqual(
        [
          name,
          claimed.k + provisional.k,
          claimed.n + provisional.n,
          ...[verified.k, verified.n, verified.low, verified.high],
          ...[confirmed.k, confirmed.n, confirmed.low, confirmed.high],
          maturity.n - maturity.k,
        ].map(String),
      );
      const written = bare(rows[at]?.[2] ?? '');
      expect(written).toContain(percent(verified));
      if (verified.n > 0) expect(written).toContain(`${verified.k} of ${verified.n}`);
      if (at === 0) expect(said[0]).toContain(written);
    });
    expect(store.asked).toHaveLength(1);
  });

  test('the trend goes by week when asked, and the address keeps it', async ({ page, store }) => {
    await open(page);
    await page.getByRole('button', { name: 'By week' }).press('Enter');
    await expect.poll(() => store.asked.at(-1)?.get('by')).toBe('week');
    const weeks = recorded('fcr-week').groups.length;
    await expect(page.getByRole('slider')).toHaveAttribute('aria-valuemax', String(weeks));
    expect(page.url()).toContain('by=week');
    await page.getByLabel('Period').selectOption('All there is');
    await expect.poll(() => store.asked.at(-1)?.has('from_ms')).toBe(false);
    expect(page.url()).toContain('period=all');
    await page.reload();
    await expect(page.getByLabel('Period')).toHaveValue('null');
  });

  test('reasons: rows, table and file are the groups of the store; one lists its contacts', async ({
    page,
    store,
  }) => {
    await open(page);
    const groups = recorded('fcr-reason').groups as {
      name: string;
      contacts: number;
      verified: { k: number; n: number; low: number; high: number };
    }[];
    const sorted = [...groups].sort((a, b) => b.contacts - a.contacts);
    const all = groups.reduce((sum, { contacts }) => sum + contacts, 0);
    const reasons = chart(page, 'Reasons for contact');
    const options = reasons.locator('[role=option]');
    await expect(options).toHaveCount(groups.length);
    const [raw, first] = [await file(page, reasons), sorted[0]];
    if (!first) throw new Error('no reasons were recorded');
    expect(raw.map((row) => row[0])).toEqual(sorted.map(({ name }) => name));
    let so = 0;
    for (const [at, group] of sorted.entries()) {
      so += group.contacts;
      const label = bare(await options.nth(at).textContent()).replace(/\s+/g, ' ');
      expect(label).toContain(`Contacts ${group.contacts}`);
      expect(label).toContain(`Share ${percent({ k: group.contacts, n: all })}`);
      expect(label).toContain(`Together ${percent({ k: so, n: all })}`);
      expect(label).toContain(`Verified FCR ${percent(group.verified)}`);
      expect(raw[at]?.slice(1, 2)).toEqual([String(group.contacts)]);
      expect(raw[at]?.slice(4)).toEqual(
        [group.verified.k, group.verified.n, group.verified.low, group.verified.high].map(String),
      );
    }
    await options.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(options.nth(1)).toBeFocused();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect.poll(() => store.listed.at(-1)?.get('reason')).toBe(first.name);
    expect(page.url()).toContain(`reason=${first.name}`);
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    expect(store.asked).toHaveLength(1);
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'show every reason' }).click();
    await expect.poll(() => store.listed.at(-1)?.has('reason')).toBe(false);
    await reasons.getByRole('button', { name: 'Table' }).click();
    expect((await texts(reasons)).map((row) => row[1])).toEqual(
      sorted.map(({ contacts }) => String(contacts)),
    );
    await page.getByLabel('Reasons shown as').selectOption('Each reason');
    const whole = recorded('fcr-whole_reason').groups.length;
    await expect(reasons.locator('tbody tr')).toHaveCount(whole);
    expect(page.url()).toContain('reasons=whole');
  });

  test('causes, articles and gaps are what the store counted', async ({ page, store }) => {
    await open(page);
    const { because } = recorded('fcr-48');
    const noted = recorded('noted');
    const why = await file(page, chart(page, 'Why not resolved'));
    const counted = Object.fromEntries(why.filter((r) => r[1] === 'rule').map((r) => [r[0], r[2]]));
    for (const [cause, count] of Object.entries(because)) {
      expect(counted[cause] ?? '0', cause).toBe(String(count));
    }
    expect(why.filter((row) => row[1] === 'agents').map((row) => [row[0], row[2]])).toEqual(
      noted.root_causes.map((row: { cause: string; contacts: number }) => [
        row.cause,
        String(row.contacts),
      ]),
    );

    const articles = chart(page, 'Article effectiveness');
    const rows = await file(page, articles);
    for (const group of recorded('fcr-article').groups) {
      const row = rows.find(([id]) => id === group.name);
      const { verified, came_back } = group;
      expect(row?.slice(1, 8)).toEqual(
        [
          group.contacts,
          ...[verified.k, verified.n, verified.low, verified.high],
          ...[came_back.k, came_back.n],
        ].map(String),
      );
      const fault = noted.faults.find((f: { article: string }) => f.article === group.name);
      expect(row?.at(-4)).toBe(String(fault?.outdated ?? 0));
      expect(row?.at(-1)).toBe(titles.get(`${group.name}/en`));
    }
    const affected = rows.map((row) => Number(row[3]) - Number(row[2]));
    expect(affected).toEqual([...affected].sort((a, b) => b - a));
    await page.getByLabel('Order of the articles').selectOption('Lower bound');
    const bounds = (await file(page, articles)).map((row) => Number(row[4]));
    expect(bounds).toEqual([...bounds].sort((a, b) => b - a));

    // Both are called what their authors call them, in the language of the page.
    const first = recorded('fcr-article').groups[0].name;
    await expect(articles.getByRole('option', { name: titles.get(`${first}/en`) })).toBeVisible();
    const cell = page.locator('#contacts td.article bdi').first();
    await expect(cell).toHaveAttribute('lang', 'en');
    expect([...titles.values()]).toContain(await cell.textContent());

    const gaps = chart(page, 'Knowledge gaps');
    await gaps.getByRole('button', { name: 'Table' }).click();
    expect((await texts(gaps)).map((row) => [row[0], row[2], row[3]])).toEqual(
      noted.gaps.map((gap: { query: string; nothing_found: number; recorded: number }) => [
        gap.query,
        String(gap.nothing_found),
        String(gap.recorded),
      ]),
    );
    expect(store.asked).toHaveLength(1);
  });

  test('say how far the figures moved, and of which queue and language they are', async ({
    page,
    store,
  }) => {
    await open(page);
    const [now, before] = [recorded('fcr-48').verified, recorded('fcr-before').verified];
    const moved = 100 * (now.k / now.n - before.k / before.n);
    const tile = page.locator('.tile').filter({ hasText: 'Verified FCR' });
    const words = bare(await tile.locator('.change').innerText());
    expect(words).toContain(`${moved > 0 ? '+' : '-'}${Math.abs(moved).toFixed(1)} points`);
    await page.getByLabel('Queue').selectOption({ index: 1 });
    await expect.poll(() => store.asked.at(-1)?.get('queue')).toBe(recorded('choices').queues[0]);
    await page.getByLabel('Contacts in').selectOption('Swedish');
    await expect.poll(() => store.asked.at(-1)?.get('language')).toBe('sv');
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('queue'), searchParams.get('language')]).toEqual([
      recorded('choices').queues[0],
      'sv',
    ]);
  });

  test('are mirrored from right to left, and arrows go with the page', async ({ page, store }) => {
    const middle = async (what: string, at: 'first' | 'last') => {
      const box = await page.locator(what)[at]().boundingBox();
      const { width } = page.viewportSize() ?? { width: 0 };
      return box ? (box.x + box.width / 2) / width : 0;
    };
    const places = async () => [
      await middle('figure circle.verified', 'first'),
      await middle('figure text.name.verified', 'first'),
      await middle('figure li .fill', 'last'),
    ];
    await open(page, '?lang=en');
    const left = await places();
    await open(page, '?lang=ar');
    const right = await places();
    expect(left[0]).toBeLessThan(0.5);
    left.forEach((place, at) => expect(place + (right[at] ?? 0)).toBeCloseTo(1, 1));
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await expect(slider).toHaveAttribute('aria-valuenow', '2');
    expect(store.complaints).toEqual([]);
  });

  test('what cannot be read just now is said, and asked for again', async ({ page, store }) => {
    await page.route('**/v1/noted?**', (route) => route.abort('connectionrefused'));
    await page.goto(`/?lang=en#key=${key}`);
    await expect(page.getByText('could not be read just now')).toBeVisible();
    await expect(page.locator('figure')).toHaveCount(1);
    await page.unroute('**/v1/noted?**');
    await page.clock.fastForward(11_000);
    await expect(page.locator('figure')).toHaveCount(5);
    expect(store.asked.length).toBeGreaterThan(1);
  });
});

test('at 1920 the header, the filters and the charts begin and end together', async ({
  page,
  store,
}) => {
  store.teams = ['Broadband', 'Mobile', 'Evenings'];
  await page.setViewportSize({ width: 1920, height: 1080 });
  for (const lang of languages) {
    await open(page, `?lang=${lang}`);
    const edges = await page.evaluate(() => {
      const start = document.dir === 'rtl' ? 'right' : 'left';
      const end = start === 'left' ? 'right' : 'left';
      const side = (what: string, side: 'left' | 'right') =>
        Math.round(document.querySelector(what)!.getBoundingClientRect()[side]);
      const top = (e: Element) => Math.round(e.getBoundingClientRect().top);
      const filters = [...document.querySelectorAll('.policy > *')].map(
        (e) => top(e) + e.getBoundingClientRect().height / 2,
      );
      const small = [...document.querySelectorAll('dl.beside > *')].map(top);
      return {
        start: ['h1', '.policy > *', 'figure'].map((what) => side(what, start)),
        end: ['.choices', 'figure'].map((what) => side(what, end)),
        apart: Math.max(...filters) - Math.min(...filters),
        inRow: small.filter((row) => row === small[0]).length,
        small: small.length,
      };
    });
    expect(new Set(edges.start).size, lang).toBe(1);
    expect(new Set(edges.end).size, lang).toBe(1);
    expect(edges.apart, `rows of filters, ${lang}`).toBeLessThan(10);
    expect(edges.small % edges.inRow, `figures in the last row, ${lang}`).toBe(0);
    await page.goto('about:blank');
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`forced colours, ${colorScheme}: series, bars and what is chosen are told apart`, async ({
    page,
    store,
  }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await open(page);
    const seen = await page.evaluate(() => {
      const system = (name: string) => {
        const probe = document.createElement('i');
        probe.style.color = name;
        document.body.append(probe);
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      };
      const style = (what: string) => getComputedStyle(document.querySelector(what)!);
      const series = ['claimed', 'verified', 'confirmed'].map((name) => {
        const line = style(`figure path.line.${name}`);
        return {
          stroke: line.stroke,
          dashes: line.strokeDasharray,
          key: style(`figure line.line.${name}`).strokeDasharray,
          name: style(`figure text.name.${name}`).fill,
        };
      });
      return {
        text: system('CanvasText'),
        canvas: system('Canvas'),
        chosen: system('Highlight'),
        series,
        dots: style('figure circle.verified').fill,
        hollow: style('figure circle.claimed').fill,
        fill: style('figure li .fill').fill,
        track: style('figure li .track').fill,
        edge: style('figure li .track').stroke,
        upTo: style('figure li .up-to').stroke,
        band: [style('.tile .band').fill, style('.tile .band').opacity],
        rail: style('.tile .track').fill,
        pressed: style('figure .button[aria-pressed="true"]').backgroundColor,
      };
    });
    const { text, canvas } = seen;
    expect(text).not.toBe(canvas);
    for (const { stroke, name, dashes, key } of seen.series) {
      expect([stroke, name]).toEqual([text, text]);
      expect(key).toBe(dashes);
    }
    expect(new Set(seen.series.map(({ dashes }) => dashes)).size).toBe(3);
    expect([seen.dots, seen.hollow]).toEqual([text, canvas]);
    expect([seen.fill, seen.track, seen.edge, seen.upTo]).toEqual([text, canvas, text, canvas]);
    expect([...seen.band, seen.rail]).toEqual([text, '1', canvas]);
    expect(seen.pressed).toBe(seen.chosen);
    expect(store.complaints).toEqual([]);
  });
}

test('forced colours, ar: no line lies under the back of the next', async ({ page, store }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page, '?lang=ar');
  // The back is as tall as the first face: the sum of its measures from the baseline.
  const tall = await page.evaluate(() => {
    const { fontFamily, fontSize } = getComputedStyle(document.querySelector('.tile .value')!);
    const pen = document.createElement('canvas').getContext('2d')!;
    pen.font = `${fontSize} ${fontFamily}`;
    const { fontBoundingBoxAscent, fontBoundingBoxDescent } = pen.measureText('0');
    return (fontBoundingBoxAscent + fontBoundingBoxDescent) / parseFloat(fontSize);
  });
  expect(tall).toBeLessThan(1.4);
  expect(store.complaints).toEqual([]);
});

base('the script, all languages together, is within 90 kB packed', () => {
  const assets = new URL('../../dist/board/assets/', import.meta.url);
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const sizes = scripts.map((name) => gzipSync(readFileSync(new URL(name, assets))).length);
  expect(scripts.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(90_000);
});

test('the theme follows the switch', async ({ page, store }) => {
  await open(page);
  const back = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await back();
  await page.getByLabel('Theme').selectOption('dark');
  expect(await back()).not.toBe(light);
  await page.reload();
  await expect(page.getByLabel('Theme')).toHaveValue('dark');
  expect(store.asked.length).toBeGreaterThan(0);
});

for (const lang of languages) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${lang}, ${colorScheme}: nothing against WCAG 2.2 AA`, async ({ page, store }) => {
      await page.emulateMedia({ colorScheme });
      await open(page, `?lang=${lang}`);
      await toggles(page).first().press('Enter');
      expect(await faults(page)).toEqual([]);
      // On a slow machine the board asks again meanwhile.
      expect(store.asked.length).toBeGreaterThan(0);
    });
  }

  test(`${lang}: nothing runs over at 320, 1024, 1280 and 1920`, async ({ page, store }) => {
    store.missing = ['Desk of Kim'];
    for (const width of [320, 1024, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      await open(page, `?lang=${lang}`);
      await toggles(page).first().press('Enter');
      // Everything as tables, then everything drawn.
      for (const button of await tables(page)) await button.click();
      for (const drawn of [false, true]) {
        if (drawn) for (const button of await tables(page)) await button.click();
        const over = await page.evaluate(() => {
          const inside = document.documentElement.clientWidth;
          const seen = [...document.querySelectorAll<HTMLElement>('body *')].filter(
            (e) =>
              e.checkVisibility({ visibilityProperty: true }) &&
              !e.closest('.aside, .skip, thead, svg'),
          );
          const beyond = seen.filter((e) => {
            const { left, right, width } = e.getBoundingClientRect();
            return width > 0 && (left < -0.5 || right > inside + 0.5);
          });
          const clipped = seen.filter(
            (e) => getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1,
          );
          const cut = [...document.querySelectorAll<SVGTextElement>('figure svg text')]
            .filter((e) => {
              const { left, right } = e.getBoundingClientRect();
              const around = e.ownerSVGElement!.getBoundingClientRect();
              return left < around.left - 1 || right > around.right + 1;
            })
            .map((e) => `text ${e.textContent}`);
          return [...beyond, ...clipped].map((e) => `${e.tagName}.${e.className}`).concat(cut);
        });
        expect(over, `at ${width}`).toEqual([]);
        expect(
          await page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            return scrollWidth - clientWidth;
          }),
          `sideways at ${width}`,
        ).toBeLessThanOrEqual(0);
      }
      await page.goto('about:blank');
    }
  });

  test(`${lang}: targets are at least 24 by 24`, async ({ page, store }) => {
    await open(page, `?lang=${lang}`);
    const small = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'button, select, input:not(.aside), .segments label',
        ),
      ]
        .filter((e) => e.checkVisibility())
        .filter((e) => {
          const { width, height } = e.getBoundingClientRect();
          return width < 24 || height < 24;
        })
        .map((e) => e.outerHTML.slice(0, 80)),
    );
    expect(small).toEqual([]);
    expect(store.asked).toHaveLength(1);
  });
}
