/** The centre's lists, read from the same files as the desk reads them from. */
import { parse } from 'smol-toml';
import type {
  Centre,
  Codes,
  Destination,
  Outcome,
  Reason,
  ReasonLeaf,
  RootCause,
  Template,
} from '../contract.ts';
import { fold, pathNames } from '../wrap-up/reasons.ts';

const files = import.meta.glob<string>('../../../knowledge-base/codes/*.toml', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const read = (name: string): Record<string, unknown> =>
  parse(files[`../../../knowledge-base/codes/${name}.toml`] ?? '');
const list = <T>(name: string, of: string): Partial<T>[] => (read(name)[of] ?? []) as Partial<T>[];

export const noRules: Centre = {
  acw: { mode: 'target', limit_s: 120, warn_s: 20, extend_s: 60, extensions: 10 },
  mask: [],
  field: [],
};

const centre = read('centre') as Partial<Centre>;
export const codes: Codes = {
  reasons: list<Reason>('reasons', 'reason').map(
    (reason) => ({ synonyms: {}, authority: {}, also_check: [], ...reason }) as Reason,
  ),
  outcomes: list<Outcome>('outcomes', 'outcome').map(
    (outcome) =>
      ({
        follow_up_promised: false,
        transferred: false,
        escalated: false,
        requires: [],
        ...outcome,
      }) as Outcome,
  ),
  root_causes: list<RootCause>('root-causes', 'root_cause') as RootCause[],
  templates: list<Template>('templates', 'template').map(
    (template) => ({ outcomes: [], reasons: [], ...template }) as Template,
  ),
  directory: list<Destination>('directory', 'queue').map(
    (there) =>
      ({
        skills: [],
        languages: [],
        reasons: [],
        escalation: false,
        hours: {},
        ...there,
      }) as Destination,
  ),
  centre: {
    ...noRules,
    ...centre,
    acw: { ...noRules.acw, ...centre.acw },
    ...(centre.survey && {
      survey: { ...{ outcomes: [], reasons: [], rest_days: 0 }, ...centre.survey },
    }),
    ...(centre.conversion && { conversion: { ...{ amount: false }, ...centre.conversion } }),
    mask: (centre.mask ?? []).map((mask) => ({ ...{ keep_last: 0 }, ...mask })),
    field: (centre.field ?? []).map((field) => ({
      ...{ reasons: [], outcomes: [], required: false, choice: [] },
      ...field,
    })),
  },
};

// The first character of each initial in the order of Pinyin.
const initials = Object.entries({
  ...{ a: '吖', b: '八', c: '嚓', d: '哒', e: '妸', f: '发', g: '旮', h: '哈', j: '讥', k: '咔' },
  ...{ l: '垃', m: '妈', n: '拏', o: '噢', p: '妑', q: '七', r: '呥', s: '扨', t: '它', w: '穵' },
  ...{ x: '夕', y: '丫', z: '帀' },
});
const order = new Intl.Collator('zh-Hans-CN-u-co-pinyin');

/** `路由器` is `lyq`, as the desk finds it. */
const sounds = (text: string): string =>
  [...text]
    .map((letter) =>
      /\p{Script=Han}/u.test(letter)
        ? (initials.findLast(([, first]) => order.compare(first, letter) <= 0)?.[0] ?? '')
        : '',
    )
    .join('');

/** How often each was used; the rest never. */
const used: { [path: string]: readonly [own: number, team: number] } = {
  'broadband/equipment/router-reset': [9, 40],
  'billing/invoice/too-high': [4, 22],
  'mobile/sim/esim': [0, 31],
};

/** The reasons that can be chosen, as the desk prepares them for one language. */
export function leavesIn(lang: string): ReasonLeaf[] {
  return codes.reasons.flatMap((reason) => {
    if (reason.code === undefined) return [];
    const names = pathNames(codes, reason.path, lang);
    const words = [...names, ...Object.values(reason.synonyms).flat(), reason.code];
    const [own, team] = used[reason.path] ?? [0, 0];
    return [
      {
        path: reason.path,
        code: reason.code,
        names,
        words: words.map((word) => fold(word ?? '')).join('\n'),
        sounds: lang.startsWith('zh') ? names.map(sounds).join(' ') : '',
        own,
        team,
        with_article: {},
      },
    ];
  });
}
