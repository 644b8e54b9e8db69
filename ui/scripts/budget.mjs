/**
 * UI-13: what the window and the board load, compressed, against what they may.
 * Counts the first load: the entry, every style, and the largest catalogue; fonts as they are.
 * What is loaded after that is printed beside it.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const limits = { desk: { js: 80, css: 12, fonts: 60 }, board: { js: 90, css: 12, fonts: 60 } };
const faults = [];

for (const [name, most] of Object.entries(limits)) {
  const dist = new URL(`../dist/${name}/`, import.meta.url);
  const manifest = new URL('.vite/manifest.json', dist);
  if (!existsSync(manifest)) {
    console.log(`${name}: not built`);
    continue;
  }
  const chunks = Object.values(JSON.parse(readFileSync(manifest, 'utf8')));
  const packed = (file) => gzipSync(readFileSync(new URL(file, dist))).length / 1000;
  const files = (end) =>
    new Set(
      chunks
        .flatMap((c) => [c.file, ...(c.css ?? []), ...(c.assets ?? [])])
        .filter((f) => f.endsWith(end)),
    );
  // Of the catalogues one is loaded; panels come later, when the first screen stands.
  const lazy = new Set(chunks.filter((c) => c.isDynamicEntry).map((c) => c.file));
  const words = (of) => chunks.filter((c) => of.test(c.src ?? '')).map((c) => c.file);
  const catalogues = words(/\.ftl/);
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const first = [...files('.js')].filter((f) => !lazy.has(f)).map(packed);
  const size = {
    js: sum(first) + Math.max(0, ...words(/\.ftl\?(?!later)/).map(packed)),
    css: sum([...files('.css')].map(packed)),
    fonts: sum([...files('.woff2')].map((f) => statSync(new URL(f, dist)).size / 1000)),
  };
  const later = [...lazy].filter((f) => f.endsWith('.js') && !catalogues.includes(f)).map(packed);
  const more = sum(later) + Math.max(0, ...words(/\.ftl\?later/).map(packed));
  if (more > 0) console.log(`${name}: later js ${more.toFixed(1)} kB`);
  for (const [kind, kilobytes] of Object.entries(size)) {
    console.log(`${name}: ${kind} ${kilobytes.toFixed(1)} of ${most[kind]} kB`);
    if (kilobytes > most[kind]) faults.push(`${name}: ${kind} is ${kilobytes.toFixed(1)} kB`);
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
