/** Builds the supervisors' board, which the central store serves, from `board.html`. */
import { renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { catalogues, engines, styleEngines } from './vite.config.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const out = here('./dist/board');

export default defineConfig({
  plugins: [
    catalogues,
    svelte(),
    {
      name: 'board-is-index',
      closeBundle: () => renameSync(`${out}/board.html`, `${out}/index.html`),
    },
  ],
  base: './',
  build: {
    outDir: out,
    emptyOutDir: true,
    target: engines,
    cssTarget: styleEngines,
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: here('./board.html') },
  },
});
