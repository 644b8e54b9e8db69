/**
 * Brings a catalogue in two parts: `./sv.ftl?first` is what the first screen says, `./sv.ftl?later` the
 * groups whose heading ends with `(later)`, which the panels say. Comments stay behind.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

export const partOf = (text: string, part: 'first' | 'later'): string =>
  text
    .split(/^(?=## )/m)
    .filter((group) => /^## .*\(later\)\n/.test(group) === (part === 'later'))
    .join('')
    .replace(/^(?:#.*)?\n/gm, '')
    .replace(/^ +/gm, ' ');

export const catalogueParts = (): Plugin => ({
  name: 'catalogue-parts',
  enforce: 'pre',
  load(id) {
    const [, path, part] = /^(.*\.ftl)\?(first|later)$/.exec(id) ?? [];
    if (path === undefined) return null;
    this.addWatchFile(path);
    return `export default ${JSON.stringify(partOf(readFileSync(path, 'utf8'), part as 'first'))}`;
  },
});
