import { describe, expect, test } from 'vitest';
import {
  type Press,
  chordFor,
  chordOf,
  commandOf,
  commands,
  conflicts,
  digitOf,
  forbidden,
} from '../../src/keymap.ts';

const press = (
  key: string,
  code: string,
  rest: Partial<Press> & { altGr?: boolean } = {},
): Press => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  getModifierState: (name) => name === 'AltGraph' && rest.altGr === true,
  ...rest,
});

describe('UI-18: a chord works on every keyboard', () => {
  const ctrl = { ctrlKey: true };
  test.each([
    ['US', press('j', 'KeyJ', ctrl), 'attach'],
    ['US, caps lock', press('J', 'KeyJ', ctrl), 'attach'],
    ['Swedish', press('k', 'KeyK', ctrl), 'search'],
    ['AZERTY: the letter counts, not the place', press('z', 'KeyW', ctrl), 'undo'],
    ['AZERTY: what stands where US has Z is W', press('w', 'KeyZ', ctrl), null],
    ['Dvorak', press('e', 'KeyD', ctrl), 'call'],
    ['Arabic 101: J is ت', press('ت', 'KeyJ', ctrl), 'attach'],
    ['Arabic 101: E is ث', press('ث', 'KeyE', ctrl), 'call'],
    ['Arabic digits', press('٢', 'Digit2', ctrl), 'pane_article'],
    ['Persian digits', press('۲', 'Digit2', ctrl), 'pane_article'],
    ['Bopomofo: J is ㄨ', press('ㄨ', 'KeyJ', ctrl), 'attach'],
    [
      'AZERTY: the digits need Shift, the place does not',
      press('é', 'Digit2', ctrl),
      'pane_article',
    ],
    ['Bopomofo: 2 is ㄉ', press('ㄉ', 'Digit2', ctrl), 'pane_article'],
    ['number pad', press('2', 'Numpad2', ctrl), 'pane_article'],
    ['Cyrillic', press('л', 'KeyK', ctrl), 'search'],
    ['comma on Arabic', press('و', 'Comma', ctrl), 'settings'],
    ['Enter', press('Enter', 'Enter', ctrl), 'save'],
    ['F1', press('F1', 'F1'), 'help'],
    ['Shift+F6', press('F6', 'F6', { shiftKey: true }), 'region_previous'],
    ['no Ctrl', press('j', 'KeyJ'), null],
    ['Ctrl+Shift', press('J', 'KeyJ', { ctrlKey: true, shiftKey: true }), null],
    ['Ctrl+Alt', press('j', 'KeyJ', { ctrlKey: true, altKey: true }), null],
    ['Ctrl+Meta', press('j', 'KeyJ', { ctrlKey: true, metaKey: true }), null],
  ])('%s', (_, key, command) => {
    const place = command === 'call' ? 'on_call' : 'wrap_up';
    expect(commandOf(key, place, false)).toBe(command);
  });

  test('on macOS it is Cmd, and Ctrl is free', () => {
    expect(commandOf(press('k', 'KeyK', { metaKey: true }), 'idle', true)).toBe('search');
    expect(commandOf(press('k', 'KeyK', { ctrlKey: true }), 'idle', true)).toBe(null);
    expect(commandOf(press('u', 'KeyU', { metaKey: true }), 'on_call', true)).toBe('hold');
  });
});

describe('UI-19: AltGr writes, it never commands', () => {
  test.each(['@', '{', '[', ']', '}', '\\', '€', '~', 'e', 'j'])('%s', (key) => {
    // Windows reports AltGr as Ctrl+Alt, Linux as AltGraph alone.
    const windows = press(key, 'KeyE', { ctrlKey: true, altKey: true, altGr: true });
    const linux = press(key, 'KeyE', { altGr: true });
    expect(chordOf(windows, false)).toBe(null);
    expect(chordOf(linux, false)).toBe(null);
  });
});

describe('UI-17: what belongs to an input method is left to it', () => {
  test.each([
    ['composing', press('Enter', 'Enter', { ctrlKey: true, isComposing: true })],
    ['keyCode 229', press('j', 'KeyJ', { ctrlKey: true, keyCode: 229 })],
    ['Process', press('Process', 'KeyJ', { ctrlKey: true })],
    ['Dead', press('Dead', 'BracketRight', { ctrlKey: true })],
  ])('%s', (_, key) => {
    expect(chordOf(key, false)).toBe(null);
  });
});

describe('UI-20: the map itself', () => {
  test.each([false, true])('no two commands share a chord in a place (macOS: %s)', (mac) => {
    expect(conflicts(commands, mac)).toEqual([]);
  });

  test.each([false, true])('no forbidden chord (macOS: %s)', (mac) => {
    const wrong = commands
      .map((c) => [c.id, forbidden(chordFor(c, mac) ?? '', mac, c.id)])
      .filter(([, why]) => why !== null);
    expect(wrong).toEqual([]);
  });

  test('a conflict and a forbidden chord are seen', () => {
    const [first, second] = commands;
    if (!first || !second) throw new Error('no commands');
    expect(conflicts([first, { ...second, keys: first.keys }])).toEqual([[first.id, second.id]]);
    for (const chord of ['Mod+Alt+K', 'Mod+Shift+K', 'Mod+Space', 'K', 'Mod+.', 'Mod+/']) {
      expect(forbidden(chord), chord).not.toBe(null);
    }
    expect(forbidden('Mod+H', true)).toBe('system');
    expect(forbidden('Mod+C')).toBe('text');
    expect(forbidden('Mod+Z', false, 'attach')).toBe('undo');
    expect(forbidden('Mod+Z', false, 'undo')).toBe(null);
  });

  test('what an agent changed counts: another chord, and none', () => {
    const ctrl = (key: string) => press(key, `Key${key.toUpperCase()}`, { ctrlKey: true });
    const changes = { attach: 'Mod+Q', gap: null };
    expect(commandOf(ctrl('q'), 'on_call', false, changes)).toBe('attach');
    expect(commandOf(ctrl('j'), 'on_call', false, changes)).toBe(null);
    expect(commandOf(ctrl('g'), 'on_call', false, changes)).toBe(null);
    expect(conflicts(commands, false, { attach: 'Mod+K' })).toEqual([['search', 'attach']]);
    expect(conflicts(commands, false, { attach: 'Mod+K', search: null })).toEqual([]);
  });
});

test('digits in three shapes', () => {
  expect(['3', '٣', '۳', 'x', 'F3'].map(digitOf)).toEqual([3, 3, 3, null, null]);
});
