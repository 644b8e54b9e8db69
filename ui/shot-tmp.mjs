import { chromium } from '@playwright/test';
import { readFileSync } from 'node:fs';
const key = readFileSync('/tmp/fhb/key','utf8').trim();
const b = await chromium.launch({ executablePath: '/usr/bin/chromium' });
const todo = process.argv.slice(2);
for (const item of todo) {
  const [lang, scheme, w='1280', h='800', extra=''] = item.split(':');
  const c = await b.newContext({ viewport: { width: +w, height: +h }, colorScheme: scheme });
  const p = await c.newPage();
  p.on('console', (m) => ['error','warning'].includes(m.type()) && console.log(item, m.text()));
  p.on('pageerror', (e) => console.log(item, 'ERR', e.message));
  await p.goto(`http://127.0.0.1:7431/?lang=${lang}${extra.startsWith('nokey')?'':''}${extra.includes('q=')?'&'+extra.split('q=')[1]:''}` + (extra.startsWith('nokey') ? '' : `#key=${key}`));
  await p.waitForTimeout(900);
  if (extra.startsWith('chain')) { const n = p.locator('.row').nth(1); await n.locator('.toggle').focus(); await p.keyboard.press('Enter'); await p.waitForTimeout(200); await n.scrollIntoViewIfNeeded(); await p.evaluate(() => window.scrollBy(0, 250)); }
  if (extra.startsWith('pop')) { await p.locator('.how').nth(1).click(); await p.waitForTimeout(200); }
  await p.screenshot({ path: `/tmp/fhb/${lang}-${scheme}-${w}${extra.replace(/\W/g,'')}.png`, fullPage: extra.startsWith('full') });
  console.log(item, await p.evaluate(() => [location.href, document.documentElement.scrollWidth, innerWidth].join(' ')));
  await c.close();
}
await b.close();
