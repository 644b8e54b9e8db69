/**
 * What an agent does with articles in a contact: finds, opens, attaches, ticks steps, records what
 * no article answered. Everything of it goes into the draft; the search and the page are not here.
 */
import { tick } from 'svelte';
import type { ArticleFlag, ArticleTitle, FlagKind, Hit } from '../contract.ts';
import type { Desk } from '../desk.svelte.ts';
import { focusArticle, lost } from '../focus.ts';

const readAfterMs = 2000;

export class Reading {
  readonly #desk: Desk;
  /** Selected in the list and not shown yet. */
  next: Hit | null = null;
  /** The last gap that was recorded while nobody was on the line. */
  #idleGap = $state('');
  #idleFlags = $state.raw<ArticleFlag[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  search(text: string): void {
    const desk = this.#desk;
    desk.finder.given = null;
    void desk.finder.ask(text);
    desk.change((draft) => (draft.query = text));
    if (text === '' && !desk.draft) desk.reader.close();
  }

  async openHit(hit: Hit): Promise<void> {
    const { reader, finder } = this.#desk;
    const view = await reader.open(hit.id, hit.lang, finder.queryId);
    // One that cannot be opened stays what is meant.
    if (view && this.next === hit) this.next = null;
    clearTimeout(this.#timer);
    if (view) this.#timer = setTimeout(() => this.wasRead(), readAfterMs);
  }

  async openArticle(id: string, lang: string = this.#desk.lang): Promise<void> {
    if (await this.#desk.reader.open(id, lang, null)) {
      this.next = null;
      this.wasRead();
      this.#desk.pane = 'article';
      // It may cover what was pressed to come here.
      await tick();
      if (lost()) focusArticle();
    }
  }

  /** The article was on the screen long enough, or something was done with it. */
  wasRead(): void {
    const { reader, finder, draft } = this.#desk;
    const { view, queryId } = reader;
    if (view && queryId) finder.remember();
    if (!view || !draft) return;
    const { id, version, lang } = view;
    const known = draft.opened.some((o) => o.id === id && o.version === version && o.lang === lang);
    if (known) return;
    this.#desk.change((d) => d.opened.push({ id, version, lang, query_id: queryId }));
  }

  attach(): void {
    const desk = this.#desk;
    const { finder, reader } = desk;
    if (!desk.draft) return;
    // The chord may come before the preview: what is selected is what is meant, and says enough.
    const hit = this.next ?? (reader.view ? null : finder.hit);
    const what = hit ?? reader.view;
    if (!what) return desk.say(desk.i18n.t('attach-nothing'));
    const { id, version, lang, title, reasons } = what;
    const query_id = hit ? finder.queryId : reader.queryId;
    const off = desk.draft.attached?.id === id;
    if (hit) void this.openHit(hit).then(() => this.wasRead());
    else this.wasRead();
    desk.change((draft) => {
      draft.attached = off ? null : { id, version, lang, title, reasons: [...reasons], query_id };
    }, true);
    desk.say(desk.i18n.t(off ? 'said-detached' : 'said-attached', { title }));
    desk.telling.ask(0);
    void desk.record.writeNote();
  }

  tickStep(number: number): void {
    const desk = this.#desk;
    const { view } = desk.reader;
    if (!view || !desk.draft) return;
    this.wasRead();
    desk.change((draft) => {
      const done = draft.steps_done[view.id] ?? [];
      draft.steps_done[view.id] = done.includes(number)
        ? done.filter((n) => n !== number)
        : [...done, number].sort((a, b) => a - b);
    }, true);
    if (desk.draft.attached?.id === view.id) void desk.record.writeNote();
  }

  /** What stands in the search field is answered by no article. */
  async recordGap(): Promise<void> {
    const desk = this.#desk;
    const text = desk.finder.text.trim();
    if (text === '' || this.gapKnown) return;
    const { draft } = desk;
    // With its language and moment it is the desk's to keep, in a contact or between two.
    const kept = await desk.attempt(() => desk.api.ask('gap', { query: text, lang: desk.lang }));
    if (kept === null || this.gapKnown) return;
    if (draft && desk.draft === draft) desk.change((now) => now.gaps.push(text), true);
    else if (!draft) this.#idleGap = text;
    desk.say(desk.i18n.t('said-gap', { text }));
  }

  /** The question in the search field was recorded already. */
  get gapKnown(): boolean {
    const { draft, finder } = this.#desk;
    const text = finder.text.trim();
    return draft ? draft.gaps.includes(text) : this.#idleGap === text;
  }

  /** What the agent said is wrong with the article on the screen. */
  get flag(): FlagKind | null {
    const { view } = this.#desk.reader;
    const flags = this.#desk.draft?.flags ?? this.#idleFlags;
    return flags.find((f) => f.id === view?.id && f.lang === view.lang)?.kind ?? null;
  }

  /** Says what is wrong with the article on the screen; the last word counts. */
  async setFlag(kind: FlagKind): Promise<void> {
    const desk = this.#desk;
    const { view } = desk.reader;
    if (!view || this.flag === kind) return;
    const { id, version, lang } = view;
    const { draft } = desk;
    const said = { id, version, lang, kind, text: null };
    if ((await desk.attempt(() => desk.api.ask('flag', said))) === null) return;
    const others = (draft?.flags ?? this.#idleFlags).filter((f) => f.id !== id || f.lang !== lang);
    const flags = [...others, { id, version, lang, kind, at_ms: desk.now, idle: draft === null }];
    // The desk has it; the screen need not wait for the next word about the draft.
    if (draft) draft.flags = flags;
    else this.#idleFlags = flags;
    desk.say(desk.i18n.t('said-flagged', { title: view.title }));
  }

  async pin(id: string): Promise<void> {
    const now = this.#desk.settings.pinned;
    const pinned = now.includes(id) ? now.filter((p) => p !== id) : [...now, id];
    await this.#desk.set({ pinned });
    void this.#desk.refreshPinned();
  }

  /** The titles of articles by id, in the agent's language where there is one. */
  async titles(ids: readonly string[]): Promise<ArticleTitle[]> {
    if (ids.length === 0) return [];
    const desk = this.#desk;
    const asked = () => desk.api.ask('titles', { ids: [...ids], lang: desk.lang });
    return (await desk.look(asked)) ?? [];
  }
}
