/**
 * What is looked at, as it stands in the address: window, relation, channels, team, filter, language.
 * What is not of its form counts as not said, so that an old link still opens.
 */
import { type Lang, isLang } from '../i18n/languages.ts';
import type { Channel, Relation, Verdict } from './answers.ts';

/** The windows that are always computed together, in hours. */
export const windows = [24, 48, 168, 720] as const;
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
  verdict: Verdict | null;
  lang: Lang | null;
}

export const usual: View = {
  hours: 48,
  relation: 'parent',
  channels: null,
  team: null,
  verdict: null,
  lang: null,
};

export function readView(query: string): View {
  const params = new URLSearchParams(query);
  const named = new Set((params.get('channels') ?? '').split(','));
  const chosen = channels.filter((channel) => named.has(channel));
  const lang = params.get('lang');
  return {
    hours: windows.find((hours) => String(hours) === params.get('window')) ?? usual.hours,
    relation: relations.find((name) => name === params.get('relation')) ?? usual.relation,
    channels: chosen.length > 0 && chosen.length < channels.length ? chosen : null,
    team: params.get('team')?.trim() || null,
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
  if (view.team) said.push(['team', encodeURIComponent(view.team)]);
  if (view.verdict) said.push(['verdict', view.verdict]);
  if (view.lang) said.push(['lang', view.lang]);
  // Commas are plain in a query; a person may read and mend this.
  return said.length ? `?${said.map(([name, value]) => `${name}=${value}`).join('&')}` : '';
}

/** The policy of a view as the store wants it in a query, without the question mark. */
export function policyQuery(view: View): string {
  const windowed = `forward_h=${view.hours}&backward_h=${view.hours}&relation=${view.relation}`;
  const channelled = view.channels ? `&channels=${view.channels.join(',')}` : '';
  const teamed = view.team ? `&team=${encodeURIComponent(view.team)}` : '';
  return windowed + channelled + teamed;
}

/** Whether two views ask the store for the same. */
export const samePolicy = (a: View, b: View): boolean => policyQuery(a) === policyQuery(b);
