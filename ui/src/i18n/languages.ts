/** The five languages, and the fixed locales numbers and dates are written in. */
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

/** A language in its own words, any other by its tag. */
export const nameOf = (tag: string): string => (isLang(tag) ? ownNames[tag] : tag);

/** The script of a region's Chinese, where the tag does not name it. */
const traditional = /^zh-(hant|tw|hk|mo)\b/;

/** The language for one tag of the system, or none. */
function languageOf(tag: string): Lang | undefined {
  const low = tag.toLowerCase();
  const base = low.split('-')[0] ?? '';
  if (base === 'zh') return traditional.test(low) ? 'zh-Hant' : 'zh-Hans';
  return languages.find((lang) => lang === base);
}

/** The language for a wish, else for the system's, else English. */
export function chooseLang(wish: string | null, system: readonly string[]): Lang {
  if (wish && isLang(wish)) return wish;
  return system.map(languageOf).find((lang) => lang !== undefined) ?? 'en';
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
