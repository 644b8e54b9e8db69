export type ArticleSection = { role: string | null, heading: string | null, html: string, steps: Array<string>, text: string, };
