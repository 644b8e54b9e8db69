/** What the desk in memory knows: articles, reasons, the directory, notes. */
import type {
  ArticleTitle,
  Commands,
  Problem,
  ReasonHelp,
  Suggestions,
  Version,
} from '../contract.ts';
import { articleIn, articles, find, successOf, titleOf, viewOf } from './articles.ts';
import { leavesIn } from './codes.ts';
import { noteFor } from './note.ts';
import { Memory } from './memory.ts';

export abstract class Knowledge extends Memory {
  _search({ text, lang, typing }: Commands['search'][0]) {
    if (!typing) this.searches = [text, ...this.searches.filter((s) => s !== text)].slice(0, 8);
    const hits = find(text, lang, this.shown);
    return {
      query_id: `q${(this.count += 1)}`,
      hits,
      success: Object.fromEntries(hits.map((hit) => [hit.id, successOf(hit.id)])),
      suggestion: hits.length === 0 ? 'router' : null,
      took_us: 300,
    };
  }

  _article({ id, lang }: Commands['article'][0]) {
    const article = articleIn(id, lang);
    if (!article)
      throw { code: 'not_found', message: `${id} is not on this desk.` } satisfies Problem;
    return viewOf(article);
  }

  _versions({ id, lang }: Commands['versions'][0]): Version[] {
    const now = articleIn(id, lang);
    if (!now) return [];
    const { version, title, state, updated } = now;
    const one = { version, current: true, title, state, updated, valid_until: null };
    const changes = [
      { part: 'summary', section: false, how: 'changed' as const },
      { part: title, section: true, how: 'added' as const },
    ];
    if (version < 2) return [{ ...one, changes: null }];
    const before = { ...one, version: version - 1, current: false, updated: null, changes: null };
    return [{ ...one, changes }, before];
  }

  _titles({ ids, lang }: Commands['titles'][0]): ArticleTitle[] {
    return ids.flatMap((id) => {
      const found = articleIn(id, lang);
      return found ? [titleOf(found)] : [];
    });
  }

  _suggestions(): Suggestions | null {
    return this.suggestions;
  }

  _rate(): Record<string, never> {
    return {};
  }

  _flag({ id, version, lang, kind }: Commands['flag'][0]): Record<string, never> {
    if (this.draft) {
      const others = this.draft.flags.filter((f) => f.id !== id);
      const at_ms = this.now();
      this.draft.flags = [...others, { id, version, lang, kind, at_ms, idle: false }];
    }
    return {};
  }

  _gap(): Record<string, never> {
    return {};
  }

  _reasons({ lang }: Commands['reasons'][0]) {
    return leavesIn(lang);
  }

  _reason_help({ reason, lang }: Commands['reason_help'][0]): ReasonHelp {
    const found = this.codes.reasons.find((r) => r.path === reason);
    return {
      authority: found?.authority[lang] ?? null,
      also_check: this._titles({ ids: found?.also_check ?? [], lang }),
      related: articles
        .filter((a) => a.lang === lang && a.reasons.includes(reason))
        .slice(0, 3)
        .map(titleOf),
    };
  }

  _directory({ reason, lang }: Commands['directory'][0]) {
    const own = this.codes.reasons.find((r) => r.path === reason)?.queue;
    return this.codes.directory
      .map((there) => ({
        queue: there.queue,
        name: there.names[lang] ?? there.names['en'] ?? there.queue,
        fits: there.reasons.some((prefix) => reason?.startsWith(prefix)),
        own: own === there.queue,
        escalation: there.escalation,
        skills: there.skills,
        skill:
          there.skills.find((s) => s.reasons.some((prefix) => reason?.startsWith(prefix)))?.id ??
          null,
        languages: there.languages,
        dial: there.dial ?? null,
        hours: there.hours[lang] ?? null,
      }))
      .sort((a, b) => Number(b.own) - Number(a.own) || Number(b.fits) - Number(a.fits));
  }

  _note(request: Commands['note'][0]) {
    return noteFor(request);
  }

  _summary(request: Commands['summary'][0]) {
    const { text, template } = noteFor(request);
    const said = request.draft.said.join(' ');
    return { template, text: `${said} ${text}`.trim(), by: 'machine' as const };
  }
}
