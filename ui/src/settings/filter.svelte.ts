/** What stands in the filter over the settings. Lines and groups ask it whether they are wanted. */
import { getContext, setContext, untrack } from 'svelte';
import { fold } from '../wrap-up/reasons.ts';

/**
 * How many lines the filter leaves. Counted, and not asked of the style sheet by `:has()`: where one rule
 * says that, WebKitGTK looks at the whole page anew with every change of any part of it.
 */
export class Left {
  lines = $state(0);

  /** One more, until what it gives is called. */
  add(): () => void {
    untrack(() => (this.lines += 1));
    return () => (this.lines -= 1);
  }
}

/** Settings that belong together. */
export interface Together {
  title: () => string;
  left: Left;
}

export class Filter {
  text = $state('');
  readonly left = new Left();

  /** Every word of the filter is somewhere in these texts. */
  fits(...texts: readonly string[]): boolean {
    const words = fold(this.text).split(/\s+/).filter(Boolean);
    const all = texts.map(fold).join('\n');
    return words.every((word) => all.includes(word));
  }
}

const key = Symbol('filter');
export const provideFilter = (): Filter => setContext(key, new Filter());
const group = Symbol('group');
export const provideGroup = (title: () => string): Together =>
  setContext(group, { title, left: new Left() });
export const useGroup = (): Together => getContext<Together>(group);
export const useFilter = (): Filter => getContext<Filter>(key);
