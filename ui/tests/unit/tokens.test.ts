/** UI-16: every pair of colours that meets on the screen, computed from the token file. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(`${import.meta.dirname}/../../src/style/tokens.css`, 'utf8');
/** The colours of one block of the file. */
function tokensOf(selector: string) {
  const from = css.indexOf(`${selector} {`);
  const block = css.slice(from, css.indexOf('\n  }', from));
  return new Map(
    [...block.matchAll(/^ {4}--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/gm)].map(
      ([, name, light, dark]) => [name, { light, dark }] as const,
    ),
  );
}
const usual = tokensOf(':root');
const high = new Map([...usual, ...tokensOf(":root[data-theme='high-contrast']")]);

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const body: [string, string, number][] = [
  'surface',
  'app',
  'subtle',
  'hover',
  'selected',
  'mark',
].map((back) => ['text', back, 7]);
const pairs: [string, string, number][] = [
  ...body,
  ['text-2', 'surface', 4.5],
  ['text-2', 'app', 4.5],
  ['text-2', 'subtle', 4.5],
  ['text-2', 'hover', 4.5],
  ['text-2', 'selected', 4.5],
  ['text-3', 'surface', 4.5],
  ['text-3', 'app', 4.5],
  ['text-3', 'subtle', 4.5],
  ['text-3', 'hover', 4.5],
  ['text-3', 'selected', 4.5],
  ['accent', 'surface', 4.5],
  ['accent', 'app', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ['accent', 'selected', 3],
  ['success', 'success-back', 4.5],
  ['success', 'surface', 4.5],
  ['surface', 'success', 4.5],
  ['warning', 'warning-back', 4.5],
  ['text', 'warning-back', 4.5],
  ['warning-line', 'warning-back', 3],
  ['danger', 'danger-back', 4.5],
  ['danger', 'surface', 4.5],
  ['control', 'surface', 3],
  ['control', 'app', 3],
  ['control', 'subtle', 3],
  ['chart-1', 'surface', 3],
  ['chart-2', 'surface', 3],
  ['chart-3', 'surface', 3],
  ['chart-4', 'surface', 3],
];

describe.each(['light', 'dark'] as const)('UI-16: %s', (theme) => {
  test.each(pairs)('%s on %s is at least %s', (front, back, least) => {
    const [a, b] = [usual.get(front)?.[theme], usual.get(back)?.[theme]];
    if (!a || !b) throw new Error(`${front} or ${back} is not a token`);
    expect(contrast(a, b)).toBeGreaterThanOrEqual(least);
  });
});

describe.each(['light', 'dark'] as const)('UI-16: high contrast, %s', (theme) => {
  // WCAG 1.4.6: 7 for text; edges and marks of data as much as text has elsewhere.
  test.each(pairs)('%s on %s', (front, back, least) => {
    const [a, b] = [high.get(front)?.[theme], high.get(back)?.[theme]];
    if (!a || !b) throw new Error(`${front} or ${back} is not a token`);
    const wanted = front.startsWith('chart') ? 4.5 : least < 4.5 ? 4.5 : 7;
    expect(contrast(a, b)).toBeGreaterThanOrEqual(wanted);
  });
});
