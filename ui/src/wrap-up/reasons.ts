/**
 * The reason list: leaves with their whole path, in the order an agent wants them, and the filter
 * over path, code, synonyms and, for Chinese, the initials of the sounds.
 */
import type { Codes, Reason } from '../contract.ts';

export type ReasonSource = 'article' | 'own' | 'all';

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

// The first character of each initial in the order of Pinyin.
const initials: readonly [string, string][] = [
  ['a', '吖'],
  ['b', '八'],
  ['c', '嚓'],
  ['d', '哒'],
  ['e', '妸'],
  ['f', '发'],
  ['g', '旮'],
  ['h', '哈'],
  ['j', '讥'],
  ['k', '咔'],
  ['l', '垃'],
  ['m', '妈'],
  ['n', '拏'],
  ['o', '噢'],
  ['p', '妑'],
  ['q', '七'],
  ['r', '呥'],
  ['s', '扨'],
  ['t', '它'],
  ['w', '穵'],
  ['x', '夕'],
  ['y', '丫'],
  ['z', '帀'],
];
let pinyin: Intl.Collator | undefined;

/** `路由器` is `lyq`. Letters and digits stay, all else goes. */
export function pinyinInitials(text: string): string {
  pinyin ??= new Intl.Collator('zh-Hans-CN-u-co-pinyin');
  const order = pinyin;
  return [...text]
    .map((letter) => {
      if (/[a-z0-9]/i.test(letter)) return letter.toLowerCase();
      if (!/\p{Script=Han}/u.test(letter)) return '';
      return initials.findLast(([, first]) => order.compare(first, letter) <= 0)?.[0] ?? '';
    })
    .join('');
}

interface Leaf extends Omit<ReasonRow, 'source'> {
  /** Everything it can be found by, folded. */
  found: string;
  sounds: string;
}

/** All leaves, prepared for one language. Made once a language. */
export function leaves(codes: Codes, lang: string): Leaf[] {
  return codes.reasons
    .filter((reason) => reason.code !== undefined)
    .map((reason) => {
      const names = pathNames(codes, reason.path, lang);
      const words = [...names, ...(reason.synonyms[lang] ?? []), reason.code ?? ''];
      return {
        path: reason.path,
        code: reason.code ?? '',
        names,
        found: words.map(fold).join('\n'),
        sounds: lang.startsWith('zh') ? names.map(pinyinInitials).join(' ') : '',
      };
    });
}

/** The rows for what was typed: the article's reasons, then the agent's own, then the rest. */
export function reasonRows(
  all: readonly Leaf[],
  typed: string,
  fromArticle: readonly string[],
  own: readonly string[],
): ReasonRow[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const fits = (leaf: Leaf) =>
    words.every((word) => leaf.found.includes(word) || leaf.sounds.includes(word));
  const taken = new Set<string>();
  const rows: ReasonRow[] = [];
  const add = (leaf: Leaf | undefined, source: ReasonSource) => {
    if (!leaf || taken.has(leaf.path) || !fits(leaf)) return;
    taken.add(leaf.path);
    rows.push({ path: leaf.path, code: leaf.code, names: leaf.names, source });
  };
  for (const path of fromArticle)
    add(
      all.find((leaf) => leaf.path === path),
      'article',
    );
  for (const path of own)
    add(
      all.find((leaf) => leaf.path === path),
      'own',
    );
  for (const leaf of all) add(leaf, 'all');
  return rows;
}
