/**
 * The reason list: leaves with their whole path, in the order an agent wants them, and the filter
 * over what the desk says each is found by: path, code, synonyms and, for Chinese, the sounds.
 */
import type { Codes, Reason, ReasonLeaf } from '../contract.ts';

export type ReasonSource = 'article' | 'own' | 'team' | 'all';

export interface ReasonRow {
  path: string;
  code: string;
  /** The names along the path, root first. */
  names: string[];
  source: ReasonSource;
}

const nameIn = (reason: Reason | undefined, lang: string): string =>
  reason?.names[lang] ?? reason?.names['en'] ?? '';

/** The names along a path, root first. */
export function pathNames(codes: Codes, path: string, lang: string): string[] {
  const segments = path.split('/');
  return segments
    .map((_, at) => segments.slice(0, at + 1).join('/'))
    .map((prefix) =>
      nameIn(
        codes.reasons.find((r) => r.path === prefix),
        lang,
      ),
    )
    .filter((name) => name !== '');
}

/** Letters as they are compared: one form, no marks, no case. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u0655\u0640]/g, '')
    .replace(/ٱ/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .toLowerCase()
    .trim();
}

/**
 * The rows for what was typed: the article's reasons, then those its contacts had; the agent's own,
 * the team's, the rest.
 */
export function reasonRows(
  all: readonly ReasonLeaf[],
  typed: string,
  fromArticle: readonly string[],
  article = '',
): ReasonRow[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const fits = ({ words: found, sounds }: ReasonLeaf) =>
    words.every((word) => found.includes(word) || sounds.includes(word));
  const rows: ReasonRow[] = [];
  const taken = new Set<string>();
  const add = (leaves: readonly ReasonLeaf[], source: ReasonSource) => {
    for (const leaf of leaves) {
      if (taken.has(leaf.path) || !fits(leaf)) continue;
      taken.add(leaf.path);
      rows.push({ path: leaf.path, code: leaf.code, names: leaf.names, source });
    }
  };
  const most = (of: (leaf: ReasonLeaf) => number) =>
    all.filter((leaf) => of(leaf) > 0).sort((a, b) => of(b) - of(a));
  add(
    fromArticle.flatMap((path) => all.find((leaf) => leaf.path === path) ?? []),
    'article',
  );
  add(
    most((leaf) => leaf.with_article[article] ?? 0),
    'article',
  );
  add(
    most((leaf) => leaf.own),
    'own',
  );
  add(
    most((leaf) => leaf.team),
    'team',
  );
  add(all, 'all');
  return rows;
}
