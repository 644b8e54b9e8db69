/**
 * The central store as the board sees it: answers that a real one gave, recorded in
 * `tests/fixtures/board`, its page policy out of its own source, and ways to break it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Page, Route } from '@playwright/test';
import { parse } from 'smol-toml';

const here = (path: string) => new URL(path, import.meta.url);
const text = (path: string) => readFileSync(here(path), 'utf8');
const recorded = (name: string) => JSON.parse(text(`../fixtures/board/${name}.json`));

export const key = 'fhb-a-key-of-the-tests';
/** When the answers were recorded: the newest of them is from a little before. */
export const recordedAt: number = recorded('fcr-48').watermark_ms;

interface Recorded {
  contact_id: string;
  start_ms: number;
  end_ms: number;
  verdict: string;
}

const codes = (() => {
  const list = (file: string) => parse(text(`../../../knowledge-base/codes/${file}.toml`));
  return {
    reasons: list('reasons')['reason'],
    outcomes: list('outcomes')['outcome'],
    directory: list('directory')['queue'],
    root_causes: list('root-causes')['root_cause'],
    templates: [],
  };
})();

/** What the starter articles are called, by their number and language. */
export const titles: ReadonlyMap<string, string> = (() => {
  const folder = '../../../knowledge-base/articles';
  const files = readdirSync(here(folder), { recursive: true, encoding: 'utf8' });
  return new Map(
    files
      .filter((file) => file.endsWith('.md'))
      .map((file) => {
        const head = text(`${folder}/${file}`);
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1] ?? '';
        return [`${field('id')}/${field('lang')}`, field('title')];
      }),
  );
})();

/** The policy of the served pages, as the store's source states it. */
const pagePolicy = (() => {
  const source = text('../../../crates/central-store/src/http/board.rs');
  const stated = /const POLICY: &str = "([^"]*)"/.exec(source)?.[1];
  if (!stated) throw new Error('The page policy is no longer where it was in board.rs.');
  return stated.replace(/\\\s+/g, '');
})();

export class FakeStore {
  /** Queries of `/v1/fcr` for the figures themselves, in order. */
  readonly asked: URLSearchParams[] = [];
  /** Queries of `/v1/contacts`, in order. */
  readonly listed: URLSearchParams[] = [];
  /** What the page complained of: scripts refused, errors thrown. */
  readonly complaints: string[] = [];
  contacts: Recorded[] = recorded('contacts').contacts;
  missing: string[] = [];
  /** The teams that the store knows of. */
  teams: string[] = [];
  /** What the nightly audit found; left out, it has not run yet. */
  audit: { at_ms: number; differences: number } | undefined;
  /** Says something else than was recorded. */
  change: (figures: Record<string, unknown>) => Record<string, unknown> = (figures) => figures;
  state: 'well' | 'gone' | 'empty' | 'broken' = 'well';

  async serve(page: Page): Promise<void> {
    page.on('console', (message) => {
      // A refused request is what some tests are about.
      const said = message.text();
      if (message.type() === 'error' && !said.startsWith('Failed to load'))
        this.complaints.push(said);
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    await page.route(/^http:\/\/127\.0\.0\.1:4174\/(\?.*)?$/, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), 'content-security-policy': pagePolicy };
      await route.fulfill({ response, headers });
    });
    await page.route('**/v1/**', (route) => this.#answer(route));
  }

  async #answer(route: Route): Promise<void> {
    if (this.state === 'gone') return route.abort('connectionrefused');
    const request = route.request();
    if (request.headers()['authorization'] !== `Bearer ${key}`) {
      return route.fulfill({ status: 401, json: recorded('stranger') });
    }
    const url = new URL(request.url());
    if (url.pathname.endsWith('/codes')) return route.fulfill({ json: codes });
    if (this.state === 'broken') {
      const problem = { code: 'damaged', message: 'The database cannot be read. Restore a copy.' };
      return route.fulfill({ status: 500, json: problem });
    }
    const empty = this.state === 'empty';
    if (url.pathname.endsWith('/teams')) return route.fulfill({ json: this.teams });
    if (url.pathname.endsWith('/titles')) {
      const lang = url.searchParams.get('lang') ?? '';
      const asked = (url.searchParams.get('articles') ?? '').split(',');
      const known = asked.map((article) => ({
        article,
        lang,
        title: titles.get(`${article}/${lang}`),
      }));
      return route.fulfill({ json: known.filter(({ title }) => title) });
    }
    const by = url.searchParams.get('by');
    if (url.pathname.endsWith('/choices')) return route.fulfill({ json: recorded('choices') });
    if (url.pathname.endsWith('/noted')) return route.fulfill({ json: recorded('noted') });
    if (url.pathname.endsWith('/fcr') && ['reason', 'whole_reason', 'article'].includes(by ?? '')) {
      return route.fulfill({ json: recorded(`fcr-${by}`) });
    }
    if (url.pathname.endsWith('/fcr') && url.searchParams.has('to_ms')) {
      return route.fulfill({ json: recorded('fcr-before') });
    }
    if (url.pathname.endsWith('/fcr')) {
      this.asked.push(url.searchParams);
      const long = url.searchParams.get('forward_h') === '720';
      const usual = by === 'week' ? 'fcr-week' : 'fcr-48';
      const figures = this.change(recorded(empty ? 'fcr-empty' : long ? 'fcr-720' : usual));
      return route.fulfill({ json: { ...figures, audit: this.audit, missing: this.missing } });
    }
    this.listed.push(url.searchParams);
    if (empty) return route.fulfill({ json: recorded('contacts-empty') });
    return route.fulfill({ json: this.#page(url.searchParams) });
  }

  #page(params: URLSearchParams): object {
    const place = ({ start_ms, contact_id }: Recorded) => `${start_ms}.${contact_id}`;
    const before = params.get('before');
    const from = before ? this.contacts.findIndex((c) => place(c) === before) + 1 : 0;
    const limit = Number(params.get('limit'));
    const contacts = this.contacts.slice(from, from + limit);
    const last = contacts.at(-1);
    const next = last && contacts.length === limit ? { next: place(last) } : {};
    return { ...recorded('contacts'), contacts, ...next };
  }
}
