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
  const same = articles.filter((article) => article.id === id);
  return (
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
  return { used, resolved, came_back: Math.round(used / 12) };
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

/** A plain search: words in titles count most. Good enough to look at, never shipped. */
export function find(text: string, lang: string): Hit[] {
  const words = wordsOf(text);
  const score = (article: Parsed): number => {
    const title = article.title.toLowerCase();
    const rest = `${article.id} ${article.summary} ${article.keywords.join(' ')}`.toLowerCase();
    const body = article.sections
      .map((s) => s.text)
      .join(' ')
      .toLowerCase();
    let sum = 0;
    for (const word of words) {
      if (title.includes(word)) sum += 5;
      if (rest.includes(word)) sum += 2;
      if (body.includes(word)) sum += 1;
    }
    return sum + (article.lang === lang && sum > 0 ? 2 : 0);
  };
  const best = new Map<string, [Parsed, number]>();
  for (const article of articles) {
    const points = score(article);
    if (points > (best.get(article.id)?.[1] ?? 0)) best.set(article.id, [article, points]);
  }
  return [...best.values()]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8)
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
