/** The five languages, and the fixed locales numbers and dates are written in. */
import { negotiateLanguages } from '@fluent/langneg';

export const languages = ['en', 'sv', 'zh-Hans', 'zh-Hant', 'ar'] as const;
export type Lang = (typeof languages)[number];

/** Each language in its own words. */
export const ownNames: Record<Lang, string> = {
  en: 'English',
  sv: 'Svenska',
  'zh-Hans': '简体中文',
  'zh-Hant': '繁體中文',
  ar: 'العربية',
};

export const isLang = (tag: string): tag is Lang => (languages as readonly string[]).includes(tag);

const chinese: Record<string, Lang> = {
  'zh-cn': 'zh-Hans',
  'zh-sg': 'zh-Hans',
  'zh-tw': 'zh-Hant',
  'zh-hk': 'zh-Hant',
  'zh-mo': 'zh-Hant',
  zh: 'zh-Hans',
};

/** The language for a wish, else for the system's, else English. */
export function chooseLang(wish: string | null, system: readonly string[]): Lang {
  if (wish && isLang(wish)) return wish;
  const asked = system.map((tag) => chinese[tag.toLowerCase()] ?? tag);
  const [best] = negotiateLanguages(asked, [...languages], {
    strategy: 'lookup',
    defaultLocale: 'en',
  });
  return best && isLang(best) ? best : 'en';
}

/** Engines disagree on digits and calendar of a bare `ar`: always say them. */
export function formatLocale(lang: Lang, arabicDigits: boolean): string {
  switch (lang) {
    case 'en':
      return 'en-GB';
    case 'sv':
      return 'sv-SE';
    case 'zh-Hans':
      return 'zh-Hans-CN';
    case 'zh-Hant':
      return 'zh-Hant-TW';
    case 'ar':
      return arabicDigits ? 'ar-u-ca-gregory-nu-arab' : 'ar-u-ca-gregory-nu-latn';
  }
}

export const dirOf = (tag: string): 'rtl' | 'ltr' => (/^(ar|fa|he|ur)\b/.test(tag) ? 'rtl' : 'ltr');
