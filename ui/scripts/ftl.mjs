/**
 * Holds the five catalogues to each other and writes `src/i18n/keys.d.ts` from English; with the
 * argument `board` those of the board, in `src/board/i18n/`.
 *
 * Fails on: a message missing or too many, other variables, a plural without all categories of
 * its language, vowel marks in Arabic, text that does not parse, a message nobody uses, and text
 * written straight into a component. With `--check` it writes nothing and fails when the types are stale.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { FluentParser, Visitor } from '@fluent/syntax';

const board = process.argv.includes('board');
const root = new URL(board ? '../src/board/' : '../src/', import.meta.url);
const languages = ['en', 'sv', 'zh-Hans', 'zh-Hant', 'ar'];
const categories = {
  en: ['one', 'other'],
  sv: ['one', 'other'],
  'zh-Hans': ['other'],
  'zh-Hant': ['other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
};
const faults = [];
/** What stands in a group whose heading ends with `(later)`: only panels may say it. */
const panelWords = new Set();

class Reader extends Visitor {
  variables = new Set();
  selects = [];
  visitVariableReference(node) {
    this.variables.add(node.id.name);
  }
  visitSelectExpression(node) {
    this.selects.push(node.variants.map((v) => v.key.name ?? v.key.value));
    this.genericVisit(node);
  }
}

function read(lang) {
  const text = readFileSync(new URL(`i18n/${lang}.ftl`, root), 'utf8');
  const messages = new Map();
  let later = false;
  for (const entry of new FluentParser().parse(text).body) {
    if (entry.type === 'Junk') faults.push(`${lang}: cannot read ${entry.content.slice(0, 60)}`);
    if (entry.type === 'GroupComment') later = entry.content.endsWith('(later)');
    if (entry.type !== 'Message') continue;
    const id = entry.id.name;
    if (messages.has(id)) faults.push(`${lang}: ${id} is there twice`);
    if (later !== (lang === 'en' ? later : panelWords.has(id)))
      faults.push(`${lang}: ${id} is in another part than in English`);
    if (later && lang === 'en') panelWords.add(id);
    const reader = new Reader();
    reader.visit(entry);
    messages.set(id, reader.variables);
    // A choice by names is no plural.
    for (const variants of reader.selects.filter((all) =>
      all.some((v) => categories.ar.includes(v)),
    )) {
      for (const category of categories[lang]) {
        if (!variants.includes(category)) faults.push(`${lang}: ${id} has no plural [${category}]`);
      }
    }
  }
  if (lang === 'ar') {
    text.split('\n').forEach((line, at) => {
      if (/[\u064B-\u0650\u0652]/.test(line)) faults.push(`ar: vowel mark in line ${at + 1}`);
    });
  }
  return messages;
}

const [english, ...others] = languages.map((lang) => [lang, read(lang)]);
for (const [lang, messages] of others) {
  for (const [id, variables] of english[1]) {
    const here = messages.get(id);
    if (!here) faults.push(`${lang}: ${id} is missing`);
    else if ([...variables].sort().join() !== [...here].sort().join()) {
      faults.push(`${lang}: ${id} has other variables: ${[...here]} instead of ${[...variables]}`);
    }
  }
  for (const id of messages.keys()) {
    if (!english[1].has(id)) faults.push(`${lang}: ${id} is not in English`);
  }
}

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(
    (path) => /\.(svelte|ts)$/.test(path) && !/^(bindings|board|mock)\/|keys\.d\.ts$/.test(path),
  )
  .map((path) => [path, readFileSync(new URL(path, root), 'utf8')]);
const all = sources.map(([, text]) => text).join('\n');
const made = [...all.matchAll(/`([a-z-]+-)\$\{/g)].map((m) => m[1]);
for (const id of english[1].keys()) {
  const used = all.includes(`'${id}'`) || made.some((start) => id.startsWith(start));
  if (!used) faults.push(`en: ${id} is not used`);
}

for (const [path, text] of sources.filter(
  ([path]) => !/^(settings|help|outbox)\/|^article\/Versions/.test(path),
)) {
  for (const id of panelWords) {
    if (text.includes(`t('${id}'`)) faults.push(`${path}: ${id} comes later than the first screen`);
  }
}

// Words between tags belong into a catalogue. Keys, arrows and signs are no words.
for (const [path, text] of sources.filter(([path]) => path.endsWith('.svelte'))) {
  const markup = text.replace(/<(script|style)[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g, '');
  let depth = 0;
  let bare = '';
  let quote = '';
  let tag = false;
  for (const letter of markup) {
    if (depth > 0) {
      if (quote) quote = letter === quote ? '' : quote;
      else if (/['"`]/.test(letter)) quote = letter;
    }
    if (!quote && letter === '{') depth += 1;
    else if (!quote && letter === '}') depth -= 1;
    else if (depth === 0 && letter === '<') tag = true;
    else if (depth === 0 && letter === '>') {
      tag = false;
      bare += '\n';
    } else if (depth === 0 && !tag) bare += letter;
  }
  const words = bare.match(/\p{L}{3,}[^\n]*/gu);
  if (words) faults.push(`${path}: text in the markup: ${words[0].trim()}`);
}

const types = [
  '/* Written by scripts/ftl.mjs from en.ftl: every message with the variables it wants. */',
  'export interface Keys {',
  ...[...english[1]].map(
    ([id, variables]) =>
      `  '${id}': ${variables.size > 0 ? [...variables].map((v) => `'${v}'`).join(' | ') : 'never'};`,
  ),
  '}',
  '',
].join('\n');
const target = new URL('i18n/keys.d.ts', root);
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== types)
    faults.push(`${target.pathname} is stale: npm run ftl`);
} else {
  writeFileSync(target, types);
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`${english[1].size} messages in ${languages.length} languages fit together`);
