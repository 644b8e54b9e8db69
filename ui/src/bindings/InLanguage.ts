export type InLanguage = { lang: string, };
