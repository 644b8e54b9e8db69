/**
 * The words on a screen: one Fluent bundle at a time, loaded when its language is chosen.
 * Which words there are is the screen's: the window and the board each hand over their own.
 */
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { Format } from './format.ts';
import { type Lang, dirOf, formatLocale } from './languages.ts';

/** What a message wants to be told. */
type Told<Keys, K extends keyof Keys> = Keys[K] extends never
  ? []
  : [{ [name in Keys[K] & string]: string | number }];

/** Loads the text of a language's file, by `./<language>.ftl`. */
export type Catalogues = Record<string, () => Promise<string>>;

export class Texts<Keys extends object> {
  lang = $state<Lang>('en');
  #bundle = $state.raw<FluentBundle>(new FluentBundle('en-GB'));
  /** Numbers, times and dates in the present language. */
  format = $state.raw(new Format('en-GB'));
  /** Changes every text before it is shown; only the pseudo-locale of tests sets it. */
  transform: ((text: string) => string) | undefined;
  readonly #catalogues: Catalogues;
  readonly #later: Catalogues;
  #wantsLater = false;
  /** The bundle that has both parts. */
  #entire: FluentBundle | undefined;
  #asked = 0;

  constructor(catalogues: Catalogues, later: Catalogues = {}) {
    this.#catalogues = catalogues;
    this.#later = later;
  }

  get dir(): 'rtl' | 'ltr' {
    return dirOf(this.lang);
  }

  /** Loads a language and shows it; of two in a row the latter stays. */
  async use(lang: Lang, arabicDigits: boolean): Promise<void> {
    const asked = ++this.#asked;
    const load = this.#catalogues[`./${lang}.ftl`];
    if (!load) return;
    const text = await load();
    const rest = this.#wantsLater && (await this.#later[`./${lang}.ftl`]?.());
    if (asked !== this.#asked) return;
    const locale = formatLocale(lang, arabicDigits);
    const bundle = new FluentBundle(locale, this.transform ? { transform: this.transform } : {});
    bundle.addResource(new FluentResource(text));
    if (rest) this.#complete(bundle, rest);
    this.lang = lang;
    this.format = new Format(locale);
    this.#bundle = bundle;
    if (this.#wantsLater && !rest) await this.whole();
  }

  /** Loads what comes after the first screen too, in this language and in the next ones. */
  async whole(): Promise<void> {
    this.#wantsLater = true;
    const bundle = this.#bundle;
    if (bundle === this.#entire) return;
    const rest = await this.#later[`./${this.lang}.ftl`]?.();
    if (rest) this.#complete(bundle, rest);
  }

  /** Every panel asks, several at once: it is read for the first of them. */
  #complete(bundle: FluentBundle, rest: string): void {
    if (bundle === this.#entire) return;
    bundle.addResource(new FluentResource(rest));
    this.#entire = bundle;
  }

  /** The text of a message. */
  t = <K extends keyof Keys & string>(id: K, ...told: Told<Keys, K>): string => {
    const message = this.#bundle.getMessage(id);
    return message?.value ? this.#bundle.formatPattern(message.value, told[0] ?? null) : id;
  };

  /** A centre's own name in the present language, else in English. */
  name = (names: { [lang in string]?: string } | undefined): string =>
    names?.[this.lang] ?? names?.['en'] ?? '';
}
