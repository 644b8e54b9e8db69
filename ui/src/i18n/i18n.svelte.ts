/** The words of the agent window. */
import type { Keys } from './keys.d.ts';
import { Texts } from './texts.svelte.ts';

const first = import.meta.glob<string>('./*.ftl', { query: '?first', import: 'default' });
/** What the panels say: not needed for the first screen. */
const later = import.meta.glob<string>('./*.ftl', { query: '?later', import: 'default' });

export class I18n extends Texts<Keys> {
  constructor() {
    super(first, later);
  }
}
