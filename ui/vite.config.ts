/**
 * Builds the agent window. `--mode mock` puts the desk in memory behind the same interface,
 * for a browser and for the tests; without it nothing of the mock, nor of the starter
 * articles, gets into the bundle.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { catalogueParts } from './catalogue.vite.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The engines the window runs in: WebKitGTK 2.50, WebView2, WKWebView. */
export const engines = ['es2022', 'safari17.5', 'chrome120'];
/** The same for styles: all of them have `light-dark()`, which must reach them untouched. */
export const styleEngines = ['safari17.5', 'chrome123'];

/** Catalogues as the window reads them: what is written in them for people stays behind. */
export const catalogues: Plugin = {
  name: 'catalogues',
  enforce: 'pre',
  load(id) {
    if (!id.endsWith('.ftl?raw')) return null;
    const text = readFileSync(id.slice(0, -'?raw'.length), 'utf8');
    return `export default ${JSON.stringify(text.replace(/^(?:#.*)?\n/gm, '').replace(/^ +/gm, ' '))}`;
  },
};

export default defineConfig(({ mode }) => {
  const mock = mode === 'mock';
  const testing = mode === 'test';
  return {
    plugins: [catalogueParts(), svelte(), ...(testing ? [svelteTesting()] : [])],
    base: './',
    resolve: {
      alias: { '#api': here(mock || testing ? './src/mock/api.ts' : './src/tauri.ts') },
    },
    build: {
      outDir: here(mock ? './dist/mock' : './dist/desk'),
      emptyOutDir: true,
      target: engines,
      cssTarget: styleEngines,
      assetsInlineLimit: 0,
      manifest: !mock,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: here('./index.html') },
    },
    server: { port: 5173, strictPort: true, fs: { allow: ['..'] } },
    test: {
      environment: 'jsdom',
      include: ['tests/unit/**/*.test.ts'],
      setupFiles: ['tests/unit/setup.ts'],
      restoreMocks: true,
      // What waits for itself ends sooner; this is for a machine that is busy with other things.
      testTimeout: 60_000,
    },
  };
});
