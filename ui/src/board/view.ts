/**
 * What is looked at, as it stands in the address: period, window, relation, channels, team, queue,
 * language, how it is drawn, and which contacts are listed. What is not of its form counts as not
 * said, so that an old link still opens.
 */
import { type Lang, isLang } from '../i18n/languages.ts';
import type { Channel, Relation, Verdict } from './answers.ts';

/** The windows that are always computed together, in hours. */
export const windows = [24, 48, 168, 720] as const;
/** Lengths of a period, in days of UTC, today among them; none is all there is. */
export const periods = [7, 28, 90, null] as const;
/** Steps of the trend. */
export const grains = ['day', 'week'] as const;
/** Whether reasons are drawn by their first segment or whole. */
export const levels = ['family', 'whole'] as const;
export const relations = ['leaf', 'parent', 'any'] as const satisfies readonly Relation[];
export const channels = [
  'voice',
  'email',
  'chat',
  'whatsapp',
  'sms',
  'social',
  'web',
  'in_person',
] as const satisfies readonly Channel[];
export const verdicts = [
  'passed',
  'pending',
  'failed',
  'not_first',
  'excluded',
  'unlinkable',
  'not_eligible',
] as const satisfies readonly Verdict[];

export interface View {
  /** Both windows, in hours. */
  hours: (typeof windows)[number];
  relation: Relation;
  /** None is all. */
  channels: readonly Channel[] | null;
  /** None is all. */
  team: string | null;
  /** None is all. */
  queue: string | null;
  /** Of the contacts; none is all. */
  language: string | null;
  days: (typeof periods)[number];
  /** None is what suits the period. */
  grain: (typeof grains)[number] | null;
  level: (typeof levels)[number];
  /** The listed contacts; the figures are of every reason. */
  reason: string | null;
  verdict: Verdict | null;
  lang: Lang | null;
}

export const usual: View = {
  hours: 48,
  relation: 'parent',
  channels: null,
  team: null,
  queue: null,
  language: null,
  days: 28,
  grain: null,
  level: 'family',
  reason: null,
  verdict: null,
  lang: null,
};

export function readView(query: string): View {
  const params = new URLSearchParams(query);
  const named = new Set((params.get('channels') ?? '').split(','));
  const chosen = channels.filter((channel) => named.has(channel));
  const lang = params.get('lang');
  const text = (name: string): string | null => params.get(name)?.trim() || null;
  const period = params.get('period');
  return {
    hours: windows.find((hours) => String(hours) === params.get('window')) ?? usual.hours,
    relation: relations.find((name) => name === params.get('relation')) ?? usual.relation,
    channels: chosen.length > 0 && chosen.length < channels.length ? chosen : null,
    team: text('team'),
    queue: text('queue'),
    language: text('language'),
    days: period === 'all' ? null : (periods.find((days) => String(days) === period) ?? usual.days),
    grain: grains.find((name) => name === params.get('by')) ?? null,
    level: levels.find((name) => name === params.get('reasons')) ?? usual.level,
    reason: text('reason'),
    verdict: verdicts.find((name) => name === params.get('verdict')) ?? null,
    lang: lang && isLang(lang) ? lang : null,
  };
}

/** The query of a view, with the question mark; only what is not as usual is said. */
export function writeView(view: View): string {
  const said: [string, string][] = [];
  if (view.hours !== usual.hours) said.push(['window', String(view.hours)]);
  if (view.relation !== usual.relation) said.push(['relation', view.relation]);
  if (view.channels) said.push(['channels', view.channels.join(',')]);
  if (view.days !== usual.days) said.push(['period', String(view.days ?? 'all')]);
  if (view.team) said.push(['team', encodeURIComponent(view.team)]);
  if (view.queue) said.push(['queue', encodeURIComponent(view.queue)]);
  if (view.language) said.push(['language', encodeURIComponent(view.language)]);
  if (view.grain) said.push(['by', view.grain]);
  if (view.level !== usual.level) said.push(['reasons', view.level]);
  if (view.reason) said.push(['reason', encodeURIComponent(view.reason)]);
  if (view.verdict) said.push(['verdict', view.verdict]);
  if (view.lang) said.push(['lang', view.lang]);
  // Commas are plain in a query; a person may read and mend this.
  return said.length ? `?${said.map(([name, value]) => `${name}=${value}`).join('&')}` : '';
}

const day = 24 * 3_600_000;

/** The policy of a view and whose contacts it is about, as the store wants it, without the question mark. */
export function policyQuery(view: View): string {
  const windowed = `forward_h=${view.hours}&backward_h=${view.hours}&relation=${view.relation}`;
  const channelled = view.channels ? `&channels=${view.channels.join(',')}` : '';
  const of = (['team', 'queue', 'language'] as const).map((name) => {
    const one = view[name];
    return one ? `&${name}=${encodeURIComponent(one)}` : '';
  });
  return windowed + channelled + of.join('');
}

/** When the period began: a midnight, UTC, so that its days are whole. */
const begin = (days: number, now: number): number => (Math.floor(now / day) - days + 1) * day;

/** The period as a further part of the query. */
export function sinceQuery(view: View, now: number): string {
  return view.days === null ? '' : `&from_ms=${begin(view.days, now)}`;
}

/** The period before it, as long; none before all there is. */
export function beforeQuery(view: View, now: number): string | null {
  if (view.days === null) return null;
  const to = begin(view.days, now);
  return `&from_ms=${to - view.days * day}&to_ms=${to}`;
}

/** By what the trend goes: weeks where days would be too many. */
export function grainOf(view: View): (typeof grains)[number] {
  if (view.days === null) return 'week';
  return view.grain ?? (view.days > 28 ? 'week' : 'day');
}

/** What the figures are asked for. */
export const figuresQuery = (view: View, now: number): string =>
  `${policyQuery(view)}${sinceQuery(view, now)}&by=${grainOf(view)}`;

/** What the list is asked for. */
export const contactsQuery = (view: View, now: number): string =>
  policyQuery(view) +
  sinceQuery(view, now) +
  (view.reason ? `&reason=${encodeURIComponent(view.reason)}` : '');

/** Whether two views ask the store for the same figures. */
export const samePolicy = (a: View, b: View): boolean => figuresQuery(a, 0) === figuresQuery(b, 0);
/** … for the same list. */
export const sameList = (a: View, b: View): boolean => contactsQuery(a, 0) === contactsQuery(b, 0);
/** Whether all contacts there are are looked at. */
export const isOpen = (view: View): boolean =>
  !view.channels && !view.team && !view.queue && !view.language && view.days === null;
