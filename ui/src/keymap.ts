/**
 * Every command that has a key, and the rule by which a key press means it.
 *
 * Promises: nothing happens while an input method composes, AltGr never triggers, and a chord
 * works on keyboards that type no Latin letters. What a command does is not here.
 */

/** Where a command can be given. */
export type Place = 'idle' | 'on_call' | 'wrap_up';

export type CommandId =
  | 'search'
  | 'call'
  | 'back'
  | 'customer'
  | 'hold'
  | 'attach'
  | 'gap'
  | 'find'
  | 'flag'
  | 'same'
  | 'outcome'
  | 'reason'
  | 'notes'
  | 'template'
  | 'save'
  | 'save_stay'
  | 'later'
  | 'take_call'
  | 'suggest_1'
  | 'suggest_2'
  | 'suggest_3'
  | 'good'
  | 'bad'
  | 'undo'
  | 'pane_search'
  | 'pane_article'
  | 'pane_customer'
  | 'pane_form'
  | 'region_next'
  | 'region_previous'
  | 'toast'
  | 'settings'
  | 'help';

/** A chord: `Mod+K`, `Shift+F6`, `F1`. `Mod` is Ctrl, on macOS Cmd. */
export type Chord = string;

export interface Command {
  id: CommandId;
  keys: Chord;
  /** On macOS, where the system takes the other. */
  mac?: Chord;
  places: readonly Place[];
}

const everywhere: readonly Place[] = ['idle', 'on_call', 'wrap_up'];
const contact: readonly Place[] = ['on_call', 'wrap_up'];

export const commands: readonly Command[] = [
  { id: 'search', keys: 'Mod+K', places: everywhere },
  { id: 'call', keys: 'Mod+E', places: ['idle', 'on_call'] },
  { id: 'back', keys: 'Mod+E', places: ['wrap_up'] },
  { id: 'customer', keys: 'Mod+I', places: contact },
  { id: 'hold', keys: 'Mod+H', mac: 'Mod+U', places: ['on_call'] },
  { id: 'attach', keys: 'Mod+J', places: contact },
  { id: 'gap', keys: 'Mod+G', places: everywhere },
  { id: 'find', keys: 'Mod+F', places: everywhere },
  { id: 'flag', keys: 'Mod+B', places: everywhere },
  { id: 'same', keys: 'Mod+L', places: contact },
  { id: 'outcome', keys: 'Mod+O', places: contact },
  { id: 'reason', keys: 'Mod+D', places: contact },
  { id: 'notes', keys: 'Mod+N', places: contact },
  { id: 'template', keys: 'Mod+T', places: contact },
  { id: 'save', keys: 'Mod+Enter', places: ['wrap_up'] },
  { id: 'save_stay', keys: 'Mod+S', places: ['wrap_up'] },
  { id: 'later', keys: 'Mod+P', places: ['wrap_up'] },
  { id: 'take_call', keys: 'Mod+R', places: everywhere },
  { id: 'suggest_1', keys: 'Mod+5', places: contact },
  { id: 'suggest_2', keys: 'Mod+6', places: contact },
  { id: 'suggest_3', keys: 'Mod+7', places: contact },
  { id: 'good', keys: 'Mod+8', places: contact },
  { id: 'bad', keys: 'Mod+9', places: contact },
  { id: 'undo', keys: 'Mod+Z', places: everywhere },
  { id: 'pane_search', keys: 'Mod+1', places: everywhere },
  { id: 'pane_article', keys: 'Mod+2', places: everywhere },
  { id: 'pane_customer', keys: 'Mod+3', places: contact },
  { id: 'pane_form', keys: 'Mod+4', places: contact },
  { id: 'region_next', keys: 'F6', places: everywhere },
  { id: 'region_previous', keys: 'Shift+F6', places: everywhere },
  { id: 'toast', keys: 'F8', places: everywhere },
  { id: 'settings', keys: 'Mod+,', places: everywhere },
  { id: 'help', keys: 'F1', places: everywhere },
];

/** What of a key press decides. */
export interface Press {
  key: string;
  code: string;
  keyCode?: number;
  isComposing?: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  getModifierState?: (name: string) => boolean;
}

export const isMac = (): boolean =>
  typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** The press belongs to an input method or makes a character: hands off. */
export function belongsToTyping(press: Press): boolean {
  return (
    press.isComposing === true ||
    press.keyCode === 229 ||
    press.key === 'Process' ||
    press.key === 'Dead' ||
    press.getModifierState?.('AltGraph') === true
  );
}

const arabicZero = 0x0660;
const persianZero = 0x06f0;

/** The Latin letter or digit a press stands for, whatever the keyboard writes. */
export function keyName(press: Press): string {
  const { key, code } = press;
  if (/^[a-z0-9,]$/i.test(key)) return key.toUpperCase();
  const digit = digitOf(key);
  if (digit !== null) return String(digit);
  if (key.length > 1) return key;
  const physical = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code);
  if (physical) return (physical[1] ?? physical[2]) as string;
  if (code === 'Comma') return ',';
  return key;
}

/** A digit in any of the three shapes, or none. */
export function digitOf(key: string): number | null {
  if (key.length !== 1) return null;
  const at = key.charCodeAt(0);
  for (const zero of [0x30, arabicZero, persianZero]) {
    if (at >= zero && at <= zero + 9) return at - zero;
  }
  return null;
}

/** The chord of a press, or none when it is not ours to take. */
export function chordOf(press: Press, mac = isMac()): Chord | null {
  if (belongsToTyping(press) || press.altKey) return null;
  const mod = mac ? press.metaKey : press.ctrlKey;
  if (mac ? press.ctrlKey : press.metaKey) return null;
  const name = keyName(press);
  const parts = [mod ? 'Mod' : '', press.shiftKey ? 'Shift' : '', name].filter(Boolean);
  return parts.join('+');
}

/** What an agent changed: another chord, or none for a command that is switched off. */
export type KeyChanges = { readonly [id in string]?: Chord | null };

/** The chord of a command as it stands; none when it was switched off. */
export function chordFor(command: Command, mac = isMac(), changes: KeyChanges = {}): Chord | null {
  const changed = changes[command.id];
  return changed === undefined ? (mac && command.mac) || command.keys : changed;
}

/** The command of a press in this place, or none. */
export function commandOf(
  press: Press,
  place: Place,
  mac = isMac(),
  changes: KeyChanges = {},
): CommandId | null {
  const chord = chordOf(press, mac);
  if (chord === null) return null;
  const found = commands.find(
    (c) => chordFor(c, mac, changes) === chord && c.places.includes(place),
  );
  return found?.id ?? null;
}

/** Commands that share a chord in the same place: must be empty. */
export function conflicts(
  list: readonly Command[] = commands,
  mac = false,
  changes: KeyChanges = {},
): [CommandId, CommandId][] {
  const found: [CommandId, CommandId][] = [];
  list.forEach((a, at) => {
    const chord = chordFor(a, mac, changes);
    if (chord === null) return;
    for (const b of list.slice(at + 1)) {
      const meet = a.places.some((place) => b.places.includes(place));
      if (meet && chord === chordFor(b, mac, changes)) found.push([a.id, b.id]);
    }
  });
  return found;
}

/** Keys of a browser that would take the window away from under a call. */
const ofTheBrowser = ['Mod+R', 'Mod+P', 'Mod+U', 'F3', 'F5', 'F7'];
export const belongsToBrowser = (press: Press): boolean =>
  ofTheBrowser.includes(chordOf(press) ?? '');

const takenByMac = ['Mod+H', 'Mod+M', 'Mod+Q', 'Mod+W', 'Mod+Space'];
const ofTexts = ['Mod+A', 'Mod+C', 'Mod+V', 'Mod+X', 'Mod+Y'];

/** Why a chord may not be used: a key of the texts `keys-why-*`. */
export type Forbidden = 'letters' | 'layout' | 'input' | 'system' | 'text' | 'undo' | 'uncommon';

/** Why a chord may not be used for this command, or none. */
export function forbidden(chord: Chord, mac = false, id?: CommandId): Forbidden | null {
  if (/Alt/.test(chord)) return 'letters';
  if (/Mod\+Shift|Shift\+Mod/.test(chord)) return 'layout';
  if (/Space/.test(chord)) return 'input';
  if (mac && takenByMac.includes(chord)) return 'system';
  if (ofTexts.includes(chord)) return 'text';
  if (chord === 'Mod+Z' && id !== undefined && id !== 'undo') return 'undo';
  if (/^(Mod\+([A-Z0-9]|Enter|,)|(Shift\+)?F(1|6|8))$/.test(chord)) return null;
  return 'uncommon';
}

/** A chord as people read it: `Ctrl+K`, `⌘K`. */
export function chordLabel(chord: Chord, mac = isMac()): string {
  if (mac) return chord.replace('Mod+', '⌘').replace('Enter', '↵').replace('Shift+', '⇧');
  return chord.replace('Mod', 'Ctrl').replace('Enter', '↵');
}

/** The same for `aria-keyshortcuts`. */
export function chordAria(chord: Chord, mac = isMac()): string {
  return chord.replace('Mod', mac ? 'Meta' : 'Control');
}
