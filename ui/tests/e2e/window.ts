/** The window as the tests use it: opened in a language and a scene, driven by keys. */
import type { Page } from '@playwright/test';

export const languages = ['en', 'sv', 'zh-Hans', 'zh-Hant', 'ar'] as const;
export type Lang = (typeof languages)[number];

/** What an agent would type for the article on the firmware update. */
export const queries: Record<Lang, string> = {
  en: 'router firmware',
  sv: 'router uppdatering',
  'zh-Hans': '固件更新',
  'zh-Hant': '韌體更新',
  ar: 'الراوتر تحديث',
};

export async function open(page: Page, wish: Record<string, string>): Promise<void> {
  await page.goto(`/?${new URLSearchParams(wish)}`);
  await page.waitForFunction(() => document.activeElement?.id === 'search-field');
}

/** On a call: searched, the first hit on the screen, the first step done, the story told. */
export async function inCall(page: Page, query: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.insertText(query);
  await page.waitForSelector('[data-step]', { state: 'attached' });
  await page.waitForSelector('.story li', { state: 'attached' });
  await page.keyboard.press('Control+2');
  await page.waitForSelector('[data-step="1"]:focus');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+k');
}
