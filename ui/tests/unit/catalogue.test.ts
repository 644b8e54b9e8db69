/** UI-25, UI-33, UI-03, UI-37: words in five languages, and lists held to the contract. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { commandNames } from '../../src/api.ts';
import { formatLocale, languages } from '../../src/i18n/languages.ts';
import { commands } from '../../src/keymap.ts';

const root = `${import.meta.dirname}/../../`;
const catalogue = (lang: string) => {
  const bundle = new FluentBundle(formatLocale(lang as 'en', false));
  bundle.addResource(new FluentResource(readFileSync(`${root}src/i18n/${lang}.ftl`, 'utf8')));
  return bundle;
};

test('the catalogues fit together', () => {
  const said = execFileSync(process.execPath, [`${root}scripts/ftl.mjs`, '--check'], {
    encoding: 'utf8',
  });
  expect(said).toContain('fit together');
});

test.each(languages)('%s: every message can be formatted, with numbers of every plural', (lang) => {
  const bundle = catalogue(lang);
  const keys = readFileSync(`${root}src/i18n/keys.d.ts`, 'utf8');
  for (const [, id, wants] of keys.matchAll(/^ {2}'([\w-]+)': (.*);$/gm)) {
    const names =
      wants === 'never' ? [] : (wants as string).split(' | ').map((n) => n.slice(1, -1));
    for (const n of [0, 1, 2, 3, 11, 100]) {
      const faults: Error[] = [];
      const pattern = bundle.getMessage(id as string)?.value;
      if (!pattern) throw new Error(`${lang} has no ${id}`);
      const told = Object.fromEntries(names.map((name) => [name, n]));
      const text = bundle.formatPattern(pattern, told, faults);
      expect(faults, id).toEqual([]);
      expect(text.trim(), id).not.toBe('');
    }
  }
});

test.each(languages)('%s: every command has a name', (lang) => {
  const bundle = catalogue(lang);
  const nameless = commands.filter((c) => !bundle.hasMessage(`command-${c.id}`));
  expect(nameless).toEqual([]);
});

test('the plural of Arabic has its six forms', () => {
  const bundle = catalogue('ar');
  const pattern = bundle.getMessage('search-count')?.value;
  if (!pattern) throw new Error('no search-count');
  const forms = [0, 1, 2, 3, 11, 100].map((count) => bundle.formatPattern(pattern, { count }));
  expect(new Set(forms.slice(0, 5)).size).toBe(5);
});

test('the list of commands is the contract’s', () => {
  const contract = readFileSync(`${root}src/bindings/Commands.ts`, 'utf8');
  const names = [...contract.matchAll(/^(\w+): \[/gm)].map((m) => m[1]);
  expect([...commandNames].sort()).toEqual(names.sort());
});

test('every generated type is in the one place the window takes them from', () => {
  const barrel = readFileSync(`${root}src/contract.ts`, 'utf8');
  for (const [, name] of readFileSync(`${root}src/bindings/Start.ts`, 'utf8').matchAll(
    /from "\.\/(\w+)"/g,
  )) {
    expect(barrel).toContain(`./bindings/${name}.ts`);
  }
});
