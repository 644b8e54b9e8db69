/** Shares, spans and counts as the board writes them, in one fixed locale. */
import { Format, unmarked } from '../i18n/format.ts';
import type { Ratio } from './answers.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export class Numbers extends Format {
  readonly #percent: Intl.NumberFormat;
  readonly #whole: Intl.NumberFormat;
  readonly #decimal: Intl.NumberFormat;
  readonly #bare: Intl.NumberFormat;
  readonly #signed: Intl.NumberFormat;
  readonly #chinese: boolean;
  readonly #list: Intl.ListFormat;
  readonly #languages: Intl.DisplayNames;
  readonly #units: Record<'minute' | 'hour' | 'day', Intl.NumberFormat>;
  readonly #short: Record<'hour' | 'day', Intl.NumberFormat>;

  constructor(locale: string) {
    super(locale);
    const made = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
    const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
    this.#percent = made({ style: 'percent', ...one });
    this.#whole = made({ style: 'percent', maximumFractionDigits: 0 });
    this.#bare = made(one);
    this.#signed = made({ ...one, signDisplay: 'exceptZero' });
    this.#chinese = locale.startsWith('zh');
    this.#list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
    this.#languages = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
    this.#decimal = made({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const unit = (name: string, unitDisplay: 'long' | 'short') =>
      made({ style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 1 });
    this.#units = {
      minute: unit('minute', 'long'),
      hour: unit('hour', 'long'),
      day: unit('day', 'long'),
    };
    this.#short = { hour: unit('hour', 'short'), day: unit('day', 'short') };
  }

  /** `61.3%`. */
  share(share: number): string {
    return this.#percent.format(share);
  }

  /** `61%`. */
  roundShare(share: number): string {
    return this.#whole.format(share);
  }

  /** `49.8–71.9%`, from the lower to the upper bound; kept in that order in Arabic as well. */
  interval({ low, high }: Ratio): string {
    return `\u2066${this.#bare.format(low * 100)}–${this.#percent.format(high)}\u2069`;
  }

  /** `1.2`: a difference of two shares in points. */
  points(by: number): string {
    return this.#bare.format(by * 100);
  }

  /** `+1.2`. */
  signedPoints(by: number): string {
    // A mark of direction before the sign would put it behind the number.
    const signed = this.#signed
      .format(by * 100)
      .replace(/[\u061c\u200e\u200f]/g, '')
      .replace('-', '−');
    return `\u2066${signed}\u2069`;
  }

  /** `a, b, c`. */
  list(parts: readonly string[]): string {
    // What the engine puts between parts in Chinese is nothing, or a blank.
    return this.#chinese ? parts.join('、') : this.#list.format(parts);
  }

  /** `Swedish`, for `sv`; what is no tag stays as it is. */
  language(tag: string): string {
    try {
      return this.#languages.of(tag) ?? tag;
    } catch {
      return tag;
    }
  }

  /** `1.42`. */
  decimal(value: number): string {
    return this.#decimal.format(value);
  }

  /**
   * `26 hours`: how long between two contacts; minutes under an hour, days over four. In Arabic two
   * of them stand as they do after a preposition, which is where every text has them.
   */
  span(ms: number): string {
    return this.#spanned(ms).replace(/(ساعت|دقيقت|يوم)ان/, '$1ين');
  }

  #spanned(ms: number): string {
    const abs = Math.max(0, ms);
    if (abs < hour) return this.#units.minute.format(Math.round(abs / minute));
    if (abs < 10 * hour) return this.#units.hour.format(Math.round(abs / (hour / 10)) / 10);
    if (abs < 4 * day) return this.#units.hour.format(Math.round(abs / hour));
    return unmarked(this.#units.day.format(Math.round(abs / (day / 10)) / 10));
  }

  /** `48 hr`, `7 days`: the length of a window. */
  window(hours: number): string {
    const text = hours > 72 ? this.#short.day.format(hours / 24) : this.#short.hour.format(hours);
    return unmarked(text);
  }
}
