/** Numbers, times and dates in one fixed locale. Pure: the present moment comes in. */
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A number with its country: codes of one figure, of two, all others of three. */
const international =
  /^(?:tel:)?\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d{7,11})$/;
/** How many figures stand together, by how many there are. */
const groups: { readonly [length in number]?: readonly number[] } = {
  7: [3, 2, 2],
  8: [1, 3, 2, 2],
  9: [2, 3, 2, 2],
  10: [3, 3, 4],
  11: [3, 4, 4],
};

export class Format {
  readonly #locale: string;
  readonly #made = new Map<string, unknown>();

  constructor(locale: string) {
    this.#locale = locale;
  }

  #once<T>(name: string, make: () => T): T {
    const made = (this.#made.get(name) as T | undefined) ?? make();
    this.#made.set(name, made);
    return made;
  }

  #date(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return this.#once(
      `date ${name}`,
      () => new Intl.DateTimeFormat(this.#locale, { hourCycle: 'h23', ...options }),
    );
  }

  number(value: number): string {
    return this.#once('number', () => new Intl.NumberFormat(this.#locale)).format(value);
  }

  #two(value: number): string {
    return this.#once(
      'two',
      () => new Intl.NumberFormat(this.#locale, { minimumIntegerDigits: 2 }),
    ).format(value);
  }

  /** `04:12`, `1:02:09`: how long something has lasted. */
  lasting(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const end = `${this.#two(m)}:${this.#two(s)}`;
    return h > 0 ? `${this.number(h)}:${end}` : end;
  }

  /** `0:45`: a short length that is not running. */
  length(ms: number): string {
    const seconds = Math.max(0, Math.round(ms / 1000));
    return `${this.number(Math.floor(seconds / 60))}:${this.#two(seconds % 60)}`;
  }

  /** `13:42`. */
  time(ms: number): string {
    return this.#date('time', { hour: '2-digit', minute: '2-digit' }).format(ms);
  }

  /** `20 Nov`, and with its year where that is not the present one. */
  day(ms: number, now = ms): string {
    const year = (at: number) => new Date(at).getFullYear();
    if (year(ms) !== year(now)) return this.#whole(ms);
    return this.#date('day', { day: 'numeric', month: 'short' }).format(ms);
  }

  #whole(ms: number): string {
    return this.#date('date', { day: 'numeric', month: 'short', year: 'numeric' }).format(ms);
  }

  /** `Thu 20 Nov`. Put together here: engines disagree on what stands between the two. */
  weekday(ms: number, now = ms): string {
    const parts = [this.#date('weekday', { weekday: 'short' }).format(ms), this.day(ms, now)];
    return (this.#locale > 'z' ? parts.reverse() : parts).join(' ');
  }

  /** `13:42` today, otherwise `20 Nov 13:42` or `20 Nov 2025 13:42`. */
  moment(ms: number, now: number): string {
    const same = new Date(ms).toDateString() === new Date(now).toDateString();
    return same ? this.time(ms) : `${this.day(ms, now)} ${this.time(ms)}`;
  }

  /** `+46 70 174 06 12`: an international number in groups, anything else as it is. */
  phone(text: string): string {
    const [, code, rest = ''] = international.exec(text) ?? [];
    if (code === undefined) return text.replace(/^(tel|mailto):/, '');
    let at = 0;
    const parts = (groups[rest.length] ?? [rest.length]).map((n) => rest.slice(at, (at += n)));
    return [`+${code}`, ...parts].join(' ');
  }

  /** `3 days ago`, for a `YYYY-MM-DD`. */
  daysAgo(date: string, now: number): string {
    const days = Math.round((startOfDay(now) - Date.parse(`${date}T00:00:00`)) / day);
    const relative = this.#once(
      'relative',
      () => new Intl.RelativeTimeFormat(this.#locale, { numeric: 'auto' }),
    );
    return unmarked(relative.format(-days, 'day'));
  }

  /** `18 Nov 2026`, for a `YYYY-MM-DD`. */
  date(date: string): string {
    return this.#whole(Date.parse(`${date}T00:00:00`));
  }

  /** Runs of numbers as people say them: 1, 2, 3, 5 is `1–3, 5`. */
  runs(numbers: readonly number[]): string {
    const sorted = [...new Set(numbers)].sort((a, b) => a - b);
    const parts: string[] = [];
    for (let at = 0; at < sorted.length; at += 1) {
      const from = sorted[at] as number;
      let to = from;
      while (sorted[at + 1] === to + 1) to = sorted[(at += 1)] as number;
      parts.push(from === to ? this.number(from) : `${this.number(from)}–${this.number(to)}`);
    }
    // A range begins where the reading does.
    return (this.#locale < 'b' ? '\u200f' : '') + parts.join(', ');
  }
}

/** Engines write a vowel mark on one Arabic word for days; our texts carry none. */
export const unmarked = (text: string): string => text.replace('\u064b', '');

const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
