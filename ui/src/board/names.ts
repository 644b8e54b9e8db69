/** The centre's own names for reasons, outcomes and queues; what has no name is shown as it was sent. */
import type { Codes } from './answers.ts';

type Name = (names: { [lang in string]?: string } | undefined) => string;

export class Names {
  readonly #reasons: ReadonlyMap<string, { [lang in string]?: string }>;
  readonly #outcomes: ReadonlyMap<string, { [lang in string]?: string }>;
  readonly #queues: ReadonlyMap<string, { [lang in string]?: string }>;
  readonly #causes: ReadonlyMap<string, { [lang in string]?: string }>;

  constructor(codes: Codes | undefined) {
    this.#reasons = new Map(codes?.reasons.map((reason) => [reason.path, reason.names]));
    this.#outcomes = new Map(codes?.outcomes.map((outcome) => [outcome.id, outcome.names]));
    this.#queues = new Map(codes?.directory.map((there) => [there.queue, there.names]));
    this.#causes = new Map(codes?.root_causes.map((cause) => [cause.id, cause.names]));
  }

  /** From the root: `Broadband`, `No connection`, `Line fault`. */
  reason(path: string, name: Name): string[] {
    const segments = path.split('/');
    return segments.map(
      (segment, at) => name(this.#reasons.get(segments.slice(0, at + 1).join('/'))) || segment,
    );
  }

  outcome(id: string, name: Name): string {
    return name(this.#outcomes.get(id)) || id;
  }

  cause(id: string, name: Name): string {
    return name(this.#causes.get(id)) || id;
  }

  queue(id: string, name: Name): string {
    return name(this.#queues.get(id)) || id;
  }
}
