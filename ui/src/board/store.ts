/**
 * Asks the central store. Every failure comes back as a value that says what can be done:
 * a key is wanted, the store is out of reach, or it has something to say.
 */
import type { Choices, Codes, Figures, Noted, Problem, ShownPage, Titled } from './answers.ts';

export type Answer<T> =
  | { kind: 'here'; value: T }
  | { kind: 'stranger' }
  | { kind: 'unreachable' }
  | { kind: 'problem'; problem: Problem };

/** A store that says nothing for so long is out of reach. */
const patience = 10_000;
/** What counts every contact anew may take so long. */
const longPatience = 60_000;

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value;

export class StoreClient {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  figures(policy: string, anew = false): Promise<Answer<Figures>> {
    return this.#get(`fcr?${policy}`, anew ? longPatience : patience);
  }

  noted(policy: string): Promise<Answer<Noted>> {
    return this.#get(`noted?${policy}&limit=100`, longPatience);
  }

  /** Queues and languages that contacts came in; undefined where the store does not say. */
  async choices(): Promise<Choices | undefined> {
    const answer = await this.#get<Choices>('choices');
    return answer.kind === 'here' ? answer.value : undefined;
  }

  /** What articles are called; none where the store does not say. */
  async titles(lang: string, articles: readonly string[]): Promise<Titled[] | undefined> {
    const list = encodeURIComponent(articles.join(','));
    const answer = await this.#get<Titled[]>(`titles?lang=${lang}&articles=${list}`);
    return answer.kind === 'here' ? answer.value : undefined;
  }

  /**
   * The teams that somebody was in after a moment; undefined where the store does not say. One that
   * knows of none has an empty list.
   */
  async teams(after: number): Promise<string[] | undefined> {
    const answer = await this.#get<string[]>(`teams?from_ms=${after}`);
    return answer.kind === 'here' ? answer.value : undefined;
  }

  contacts(policy: string, limit: number, before?: string): Promise<Answer<ShownPage>> {
    const from = before === undefined ? '' : `&before=${encodeURIComponent(before)}`;
    return this.#get(`contacts?${policy}&limit=${limit}${from}`);
  }

  codes(): Promise<Answer<Codes>> {
    return this.#get('codes');
  }

  async #get<T>(what: string, wait = patience): Promise<Answer<T>> {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`v1/${what}`, {
        headers: { Authorization: `Bearer ${this.#key}` },
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(wait),
      });
      body = await response.json();
    } catch {
      return { kind: 'unreachable' };
    }
    if (response.ok) return { kind: 'here', value: body as T };
    if (response.status === 401 || response.status === 403) return { kind: 'stranger' };
    if (isProblem(body)) return { kind: 'problem', problem: body };
    return { kind: 'unreachable' };
  }
}
