/** UI-17: the events of input methods, in the order engines send them, drive the field. */
import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { beforeEach, describe, expect, test } from 'vitest';
import Combobox from '../../src/search/Combobox.svelte';

let asked: string[];
let chosen: string[];
let active: number[];
let escaped: number;
let field: HTMLInputElement;

beforeEach(async () => {
  [asked, chosen, active, escaped] = [[], [], [], 0];
  render(Combobox, {
    id: 'field',
    label: 'Search',
    listLabel: 'Found',
    text: '',
    items: ['one', 'two', 'three'],
    keyOf: (item: unknown) => item as string,
    active: 0,
    row: createRawSnippet((item: () => unknown) => ({
      render: () => `<span>${item() as string}</span>`,
    })),
    onask: (text: string) => asked.push(text),
    onactive: (index: number) => active.push(index),
    onchoose: (item: unknown) => chosen.push(item as string),
    onescape: () => (escaped += 1),
  });
  field = screen.getByRole('combobox');
  field.focus();
});

type Step = [
  'start' | 'update' | 'end' | 'input' | 'key',
  string,
  { composing?: boolean; keyCode?: number }?,
];

async function play(steps: Step[]) {
  for (const [kind, text, { composing = false, keyCode = 0 } = {}] of steps) {
    if (kind === 'key') {
      await fireEvent.keyDown(field, { key: text, isComposing: composing, keyCode });
      continue;
    }
    if (kind === 'start') await fireEvent.compositionStart(field);
    if (kind === 'update') await fireEvent.compositionUpdate(field, { data: text });
    if (kind === 'end') await fireEvent.compositionEnd(field, { data: text });
    if (kind === 'input') {
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: composing }));
    }
  }
}

const during: Step[] = ['Enter', 'ArrowDown', 'ArrowUp', 'Escape', '1', 'PageDown'].map((key) => [
  'key',
  key,
  { composing: true, keyCode: 229 },
]);

describe.each<[string, Step[]]>([
  [
    'Chromium: the last input comes while still composing',
    [
      ['start', ''],
      ['update', 'l'],
      ['input', 'l', { composing: true }],
      ['update', 'luyouqi'],
      ['input', 'luyouqi', { composing: true }],
      ...during,
      ['update', '路由器'],
      ['input', '路由器', { composing: true }],
      ['end', '路由器'],
    ],
  ],
  [
    'WebKit: an input without composing follows the end',
    [
      ['start', ''],
      ['update', 'l'],
      ['input', 'l', { composing: true }],
      ['update', 'luyouqi'],
      ['input', 'luyouqi', { composing: true }],
      ...during,
      ['input', '路由器', { composing: true }],
      ['end', '路由器'],
      ['key', 'Enter', { keyCode: 229 }],
    ],
  ],
])('%s', (_, steps) => {
  test('nothing is asked or done before the end, the committed text once after it', async () => {
    await play(steps);
    expect(asked).toEqual(['路由器']);
    expect([chosen, active, escaped]).toEqual([[], [], 0]);
    expect(field.value).toBe('路由器');
  });
});

test('a key with code 229 outside a composition belongs to the input method too', async () => {
  await play([
    ['key', 'Enter', { keyCode: 229 }],
    ['key', 'Process'],
    ['key', 'Dead'],
  ]);
  expect([chosen, active]).toEqual([[], []]);
});

test('without a composition each input asks at once', async () => {
  await play([
    ['input', 'r'],
    ['input', 'ro'],
  ]);
  expect(asked).toEqual(['r', 'ro']);
});

test('arrows choose without wrapping, Enter takes, Escape is passed on', async () => {
  await play([
    ['key', 'ArrowUp'],
    ['key', 'ArrowDown'],
    ['key', 'PageDown'],
    ['key', 'Enter'],
    ['key', 'Escape'],
  ]);
  expect(active).toEqual([0, 1, 2]);
  expect(chosen).toEqual(['one']);
  expect(escaped).toBe(1);
});

test('the pattern: the field owns the list and names the active row', () => {
  const list = screen.getByRole('listbox', { name: 'Found' });
  expect(field).toHaveAttribute('aria-controls', list.id);
  expect(field).toHaveAttribute('aria-activedescendant', 'field-option-0');
  expect(screen.getAllByRole('option').map((o) => o.getAttribute('aria-selected'))).toEqual([
    'true',
    'false',
    'false',
  ]);
});
