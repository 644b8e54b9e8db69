/** UI-31, UI-35, UI-39: without the store, with a hostile article, in the dark. */
import { expect, test } from '@playwright/test';
import { inCall, open, queries } from './window.ts';

test('UI-31: without the store everything works, and is sent once when it is back', async ({
  page,
}) => {
  await open(page, { lang: 'en', scene: 'call' });
  await page.evaluate(() => window.firsthandMock?.cut(true));
  await expect(page.locator('#sync-button')).toContainText('Offline since');
  for (let n = 0; n < 2; n += 1) {
    if (n > 0) {
      await page.keyboard.press('Control+e');
      await page.waitForSelector('#customer-field:focus');
      await page.keyboard.type('0701740612');
    }
    await inCall(page, queries.en);
    await page.keyboard.press('Control+j');
    await page.keyboard.press('Control+e');
    await page.waitForSelector('#outcome :focus');
    await page.keyboard.press('1');
    await page.waitForSelector('#reason-field:focus');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.toast');
  }
  await expect(page.locator('.hints p')).toContainText('2');
  await expect(page.locator('dialog, [aria-modal=true]')).toHaveCount(0);
  await page.evaluate(() => window.firsthandMock?.carryAll());
  expect(await page.evaluate(() => window.firsthandMock?.sent)).toEqual([]);
  await page.evaluate(() => window.firsthandMock?.cut(false));
  await expect(page.locator('#sync-button')).toContainText('Synced');
  const sent = await page.evaluate(() => window.firsthandMock?.sent);
  expect(sent?.length).toBe(2);
  expect(new Set(sent).size).toBe(2);
});

test('UI-35: a hostile article asks for nothing and runs nothing', async ({ page }) => {
  const left: string[] = [];
  await page.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.hostname !== '127.0.0.1') left.push(url.href);
    return url.hostname === '127.0.0.1' ? route.continue() : route.abort();
  });
  await open(page, { lang: 'en', scene: 'call' });
  await page.evaluate(() => {
    const desk = window.firsthandMock;
    if (!desk) return;
    const evil = `<p>Safe words</p><script>window.harmed = 1</script><img src="https://evil.example/x.png" onerror="window.harmed=2">
      <svg onload="window.harmed=3"><image href="https://evil.example/y"/></svg><style>body{display:none}</style>
      <iframe src="https://evil.example"></iframe><form action="https://evil.example"><button>x</button></form>
      <meta http-equiv="refresh" content="0;url=https://evil.example"><a href="javascript:window.harmed=4" id="evil-link">link</a>
      <div style="background:url(https://evil.example/z)">div</div><math><mtext><img src=x onerror="window.harmed=5"></mtext></math>`;
    const real = desk._article.bind(desk);
    desk._article = (request) => {
      const view = real(request);
      return {
        ...view,
        title: '<img src=x onerror="window.harmed=6">Title',
        sections: view.sections.map((s) => ({ ...s, html: evil, steps: s.steps.map(() => evil) })),
      };
    };
  });
  await page.keyboard.insertText(queries.en);
  await page.waitForSelector('[data-step]');
  await page.getByText('link').first().click();
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => (window as unknown as { harmed?: number }).harmed)).toBe(
    undefined,
  );
  expect(
    await page
      .locator('article :is(img, script, iframe, form, svg:not(.icon), style, meta)')
      .count(),
  ).toBe(0);
  expect(left).toEqual([]);
  await expect(page.locator('h1')).toContainText('<img');
});

test('UI-39: chosen and not chosen differ in the dark', async ({ page }) => {
  await open(page, { lang: 'en', theme: 'dark', scene: 'call' });
  await page.keyboard.press('Control+e');
  await page.waitForSelector('#outcome :focus');
  await page.keyboard.press('1');
  const centre = (n: number) =>
    page
      .locator('#outcome input')
      .nth(n)
      .evaluate((e) => {
        const style = getComputedStyle(e);
        return `${style.borderTopWidth} ${style.borderTopColor}`;
      });
  expect(await centre(0)).not.toBe(await centre(1));
});
