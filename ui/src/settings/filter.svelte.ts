/** What stands in the filter over the settings. Lines and groups ask it whether they are wanted. */
import { getContext, setContext } from 'svelte';
import { fold } from '../wrap-up/reasons.ts';

export class Filter {
  text = $state('');

  /** Every word of the filter is somewhere in these texts. */
  fits(...texts: readonly string[]): boolean {
    const words = fold(this.text).split(/\s+/).filter(Boolean);
    const all = texts.map(fold).join('\n');
    return words.every((word) => all.includes(word));
  }
}

const key = Symbol('filter');
export const provideFilter = (): Filter => setContext(key, new Filter());
export const useFilter = (): Filter => getContext<Filter>(key);
