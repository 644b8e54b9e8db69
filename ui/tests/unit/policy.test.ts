/** UI-36: the window's content policy, and the one place where text becomes markup. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = `${import.meta.dirname}/../../..`;

test('UI-36: the window runs its own scripts and no others', () => {
  const conf = JSON.parse(readFileSync(`${root}/tauri.conf.json`, 'utf8')) as {
    app: { security: { csp: string } };
  };
  const policy = new Map(
    conf.app.security.csp
      .split(';')
      .map((part) => part.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources]),
  );
  expect(policy.get('default-src')).toEqual(["'none'"]);
  expect(policy.get('script-src')).toEqual(["'self'"]);
  expect(policy.get('connect-src')).toEqual(['ipc:', 'http://ipc.localhost']);
});

test('UI-36: text becomes markup in one file', () => {
  const files = readdirSync(`${root}/ui/src`, { recursive: true, encoding: 'utf8' });
  const sinks = files
    .filter((file) => /\.(svelte|ts)$/.test(file))
    .filter((file) =>
      /\{@html|innerHTML = |insertAdjacentHTML|document\.write/.test(
        readFileSync(`${root}/ui/src/${file}`, 'utf8'),
      ),
    );
  expect(sinks).toEqual(['article/Html.svelte']);
});
