/**
 * The mock behind the window, set up from the address: `?lang=ar&theme=dark&scene=call`.
 * Scenes: `idle`, `day` (something in every list), `call`, `ring` (a telephone rings), `phone` (a
 * call with what the menu collected, a second one waiting, and help by itself), `refused`,
 * `signed-out`, `trouble`. `articles=10000` fills the desk up.
 */
import type { Api } from '../api.ts';
import type { Density, Theme } from '../contract.ts';
import { fillUp } from './articles.ts';
import { people } from './defaults.ts';
import { MemoryDesk } from './desk.ts';

const wish = new URLSearchParams(typeof location === 'undefined' ? '' : location.search);
const desk = new MemoryDesk({
  lang: wish.get('lang') ?? 'en',
  theme: (wish.get('theme') ?? 'system') as Theme,
  arabic_digits: wish.get('digits') === 'arab',
  density: (wish.get('density') ?? 'standard') as Density,
  text_percent: Number(wish.get('text') ?? 100),
});

switch (wish.get('scene')) {
  case 'day':
    desk.fillDay();
    break;
  case 'call':
    desk.ring();
    break;
  case 'ring':
    desk.fillDay();
    desk.offer({ customer_name: people[desk.settings.lang ?? 'en'] ?? null });
    break;
  case 'phone':
    desk.phone();
    break;
  case 'signed-out':
    desk.signOut();
    break;
  case 'refused':
    desk.refuse();
    break;
  case 'trouble':
    desk.trouble = {
      code: 'damaged',
      message: 'The search index could not be read and was built anew from the journal.',
    };
    break;
}
if (wish.has('offline')) desk.cut(true);
if (wish.has('articles')) {
  fillUp(Number(wish.get('articles')));
  desk.shown = 50;
}

declare global {
  interface Window {
    /** For tests: orders faults and looks at what was asked. */
    firsthandMock?: MemoryDesk;
  }
}
if (typeof window !== 'undefined') window.firsthandMock = desk;

/** Letters with marks, and two fifths more of them: what a longer language would do. */
export const pseudo: ((text: string) => string) | undefined = wish.has('pseudo')
  ? (text) => {
      const marked = text.replace(/[aeiou]/g, (vowel) => `${vowel}\u0308`);
      const longer = Math.ceil(text.trim().length * 0.4);
      return text.trim().length < 3
        ? marked
        : `${marked} ${'loremipsu '.repeat(9).slice(0, longer)}`.trimEnd();
    }
  : undefined;

export const api: Api = desk;
