/** The words of the agent window. */
import type { Keys } from './keys.d.ts';
import { Texts } from './texts.svelte.ts';

const catalogues = import.meta.glob<string>('./*.ftl', { query: '?raw', import: 'default' });

export class I18n extends Texts<Keys> {
  constructor() {
    super(catalogues);
  }
}
