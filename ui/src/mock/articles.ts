/** Reads the starter articles the way the desk's index gives them out. Only in the mock build. */
import { marked } from 'marked';
import type { ArticleSection, ArticleView, Hit, State, Success } from '../contract.ts';

const files = import.meta.glob<string>('../../../knowledge-base/articles/*/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

interface Front {
  id: string;
  version: number;
  lang: string;
  title: string;
  summary: string;
  state: State;
  updated: string;
  valid_until: string;
  reasons: string[];
  keywords: string[];
  also_check: string[];
}

export interface Parsed extends Front {
  sections: ArticleSection[];
}

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((word) => unquote(word.trim()))
    .filter(Boolean);
const unquote = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

const plain = (markdown: string): string =>
  markdown
    .replace(/^\s*(?:\d+\.|[-*>])\s+/gm, '')
    .replace(/[*_`|]/g, '')
    .trim();

function sectionOf(text: string): ArticleSection {
  const head = /^## (.*?)\s*(?:\{#([\w-]+)\})?\s*$/m.exec(text);
  const body = head ? text.slice(head[0].length).trim() : text.trim();
  const role = head?.[2] ?? null;
  const steps =
    role === 'steps'
      ? [...body.matchAll(/^\d+\.\s+(.*(?:\n(?!\d+\.).+)*)/gm)].map(
          (m) => marked.parseInline(m[1] as string) as string,
        )
      : [];
  return {
    role,
    heading: head?.[1] ?? null,
    html: steps.length > 0 ? '' : (marked.parse(body) as string),
    steps,
    text: plain(body),
  };
}

function parse(text: string): Parsed {
  const [, front = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const field = new Map(
    front.split('\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trim()] as const;
    }),
  );
  const word = (name: string) => unquote(field.get(name) ?? '');
  return {
    id: word('id'),
    version: Number(word('version')),
    lang: word('lang'),
    title: word('title'),
    summary: word('summary'),
    state: word('state') as State,
    updated: word('updated'),
    valid_until: word('valid_until'),
    reasons: list(field.get('reasons')),
    keywords: list(field.get('keywords')),
    also_check: list(field.get('also_check')),
    sections: body
      .split(/^(?=## )/m)
      .filter((part) => part.trim() !== '')
      .map(sectionOf),
  };
}

export const articles: Parsed[] = Object.values(files).map(parse);

export function articleIn(id: string, lang: string): Parsed | undefined {
  const known = articles.some((article) => article.id === id);
  const copied = known ? undefined : base.find(({ article }) => article.id === id)?.article;
  const same = articles.filter((article) => article.id === id);
  return (
    copied ??
    same.find((article) => article.lang === lang) ??
    same.find((article) => article.lang === 'en') ??
    same[0]
  );
}

export function viewOf(article: Parsed): ArticleView {
  const { id, version, lang, title, summary, state, updated, valid_until, reasons, sections } =
    article;
  return {
    id,
    version,
    lang,
    title,
    summary,
    state,
    updated,
    valid_until,
    reasons,
    sections,
    success: successOf(id),
    langs: articles.filter((a) => a.id === id && a.lang !== lang).map((a) => a.lang),
    also_check: article.also_check.flatMap((other) => {
      const found = articleIn(other, lang);
      return found ? [titleOf(found)] : [];
    }),
  };
}

/** How an article did, the same each time: enough contacts for a figure, or not yet. */
export function successOf(id: string): Success {
  const seed = Number(id.replace(/\D/g, '')) % 97;
  const used = seed < 20 ? seed : seed * 2;
  const resolved = Math.round(used * (0.5 + (seed % 45) / 100));
  return { used, resolved, came_back: Math.round(used / 12), verified: true };
}

export const titleOf = ({ id, lang, title, version, updated }: Parsed) => ({
  id,
  lang,
  title,
  version,
  updated,
});

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,.·›]+/)
    .flatMap((word) =>
      /\p{Script=Han}/u.test(word) && word.length > 2
        ? [...word].slice(1).map((_, at) => word.slice(at, at + 2))
        : [word],
    )
    .filter(Boolean);

function marksIn(text: string, words: readonly string[]): [number, number][] {
  const low = text.toLowerCase();
  const spans: [number, number][] = [];
  for (const word of words) {
    for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + word.length)) {
      spans.push([at, at + word.length]);
    }
  }
  spans.sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1]);
    else joined.push(span);
  }
  return joined;
}

/** What a search looks at, once in lower case. */
interface Searched {
  article: Parsed;
  title: string;
  rest: string;
  body: string;
}
const searched = (article: Parsed): Searched => ({
  article,
  title: article.title.toLowerCase(),
  rest: `${article.id} ${article.summary} ${article.keywords.join(' ')}`.toLowerCase(),
  body: article.sections
    .map((s) => s.text)
    .join(' ')
    .toLowerCase(),
});
let base = articles.map(searched);

/** Fills the desk up to so many articles: the starter's own, each with a number of its own. */
export function fillUp(count: number): void {
  const more = Array.from({ length: Math.max(0, count - articles.length) }, (_, at) => {
    const from = articles[at % articles.length] as Parsed;
    return searched({ ...from, id: `KB-${10_000 + at}`, title: `${from.title} ${at + 2}` });
  });
  base = [...articles.map(searched), ...more];
}

/** A plain search: words in titles count most. Good enough to look at, never shipped. */
export function find(text: string, lang: string, limit = 8): Hit[] {
  const words = wordsOf(text);
  const best = new Map<string, [Parsed, number]>();
  for (const { article, title, rest, body } of base) {
    let points = 0;
    for (const word of words) {
      if (title.includes(word)) points += 5;
      if (rest.includes(word)) points += 2;
      if (body.includes(word)) points += 1;
    }
    if (points === 0) continue;
    if (article.lang === lang) points += 2;
    if (points > (best.get(article.id)?.[1] ?? 0)) best.set(article.id, [article, points]);
  }
  return [...best.values()]
    .sort((a, b) => b[1] - a[1])
    .slice(0, limit)
    .map(([a, points]) => ({
      id: a.id,
      version: a.version,
      lang: a.lang,
      title: a.title,
      title_marks: marksIn(a.title, words),
      heading: null,
      section: 0,
      section_id: null,
      passage: a.summary,
      passage_marks: marksIn(a.summary, words),
      state: a.state,
      updated: a.updated,
      reasons: a.reasons,
      score: points,
    }));
}
