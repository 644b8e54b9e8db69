/** Drafts of the desk in memory, from the first letter to what was saved and corrected. */
import type { Commands, Draft, Home, Kept, Problem, Revision, Story } from '../contract.ts';
import { hide } from '../wrap-up/masking.ts';
import { articles, titleOf } from './articles.ts';
import { fresh } from './draft.ts';
import { day, digitsOf, hour, minute, noStory, storyOf } from './story.ts';
import { Knowledge } from './knowledge.ts';

export abstract class Drafts extends Knowledge {
  _start_call({ customer, channel, initiated_by }: Commands['start_call'][0]): Draft {
    if (this.draft) this.parked.push(this.draft);
    const n = (this.count += 1);
    const id = `0193f000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    this.draft = fresh(id, this.now(), {
      customer: customer ?? '',
      queue: this.settings.queue,
      channel,
      initiated_by,
    });
    return this.draft;
  }

  /** What stands in the desk's place belongs to the desk: what is handed back of it is ignored. */
  _save_draft(draft: Draft): Kept {
    const masked: string[] = [];
    const note = hide(draft.note, this.codes.centre.mask);
    if (note !== draft.note) masked.push('note');
    this.kept.push({ ...draft, note });
    this.parked = this.parked.map((d) =>
      d.contact_id === draft.contact_id ? { ...d, ...draft, note } : d,
    );
    if (this.draft?.contact_id === draft.contact_id) {
      const { call, work, flags, keeps, said, extensions } = this.draft;
      this.draft = { ...draft, note, call, work, flags, keeps, said, extensions };
    }
    return { masked };
  }

  /** Only that contact's; one that was recorded or thrown away meanwhile is not brought back. */
  _finish_later(draft: Draft): Record<string, never> {
    const { contact_id, revision } = draft;
    const known = [this.draft, ...this.parked].find((d) => d?.contact_id === contact_id);
    if (known?.revision !== revision)
      throw { code: 'not_found', message: 'This wrap-up is no longer open.' } satisfies Problem;
    this._save_draft(draft);
    if (this.draft?.contact_id === contact_id) {
      this.parked.push({ ...this.draft, parked_since_ms: this.now() });
      this.draft = null;
    }
    return {};
  }

  _extend(): Draft {
    if (!this.draft) throw { code: 'not_found', message: 'No wrap-up is open.' } satisfies Problem;
    this.draft.extensions += 1;
    return this.draft;
  }

  _back_to_call({ contact_id }: Commands['back_to_call'][0]): Draft {
    const { draft } = this;
    if (draft?.contact_id !== contact_id || draft.call || draft.revision > 1 || draft.parked_ms)
      throw { code: 'invalid', message: 'It cannot be gone back to.' } satisfies Problem;
    this.draft = { ...draft, phase: 'on_call', end_ms: null, extensions: 0 };
    return this.draft;
  }

  protected pick(id: string): Draft {
    const found = this.parked.find((d) => d.contact_id === id);
    if (!found)
      throw { code: 'not_found', message: 'This wrap-up is no longer open.' } satisfies Problem;
    this.parked = this.parked.filter((d) => d !== found);
    return found;
  }

  protected open(draft: Draft): Draft {
    if (this.draft && this.draft.contact_id !== draft.contact_id) this.parked.push(this.draft);
    this.draft = { ...draft, phase: 'wrap_up', end_ms: draft.end_ms ?? this.now() };
    return this.draft;
  }

  _resume({ contact_id }: Commands['resume'][0]): Draft {
    const { parked_since_ms: since, ...draft } = this.pick(contact_id);
    const aside =
      since === undefined ? 0 : Math.max(0, this.now() - Math.max(since, draft.end_ms ?? since));
    return this.open({ ...draft, parked_ms: (draft.parked_ms ?? 0) + aside });
  }

  _discard({ contact_id }: Commands['discard'][0]): Record<string, never> {
    if (this.draft?.contact_id === contact_id) this.draft = null;
    else this.pick(contact_id);
    return {};
  }

  _wrap_up({ draft }: Commands['wrap_up'][0]) {
    const until = this.now() + this.undoMs;
    this.outbox.set(draft.contact_id, { draft, until });
    this.saved.set(draft.contact_id, draft);
    if (this.draft?.contact_id === draft.contact_id) this.draft = null;
    this.last = [
      {
        contact_id: draft.contact_id,
        start_ms: draft.start_ms,
        customer: draft.customer || null,
        outcome: draft.outcome,
        reason: draft.reason,
        revision: draft.revision,
        acw_ms: this.now() - (draft.end_ms ?? this.now()),
        waiting: true,
      },
      ...this.last.filter((c) => c.contact_id !== draft.contact_id),
    ];
    this.tellSync();
    setTimeout(() => this.carry(), this.undoMs + 50);
    return {
      contact_id: draft.contact_id,
      revision: draft.revision,
      undo_until_ms: until,
      invited: this.invites,
    };
  }

  _undo({ contact_id }: Commands['undo'][0]): Draft {
    const line = this.outbox.get(contact_id);
    if (!line)
      throw {
        code: 'not_found',
        message: 'It has left this desk. Correct it instead.',
      } satisfies Problem;
    this.outbox.delete(contact_id);
    this.last = this.last.filter((c) => c.contact_id !== contact_id);
    this.tellSync();
    return this.open(line.draft);
  }

  _correct({ contact_id }: Commands['correct'][0]): Draft {
    const draft = this.saved.get(contact_id);
    if (!draft)
      throw { code: 'not_found', message: 'This contact is not kept here.' } satisfies Problem;
    return this.open({ ...draft, revision: draft.revision + 1 });
  }

  _revisions({ contact_id }: Commands['revisions'][0]): Revision[] {
    const now = this.saved.get(contact_id);
    if (!now) return [];
    const first = {
      revision: 1,
      saved_ms: this.now() - hour,
      by: this.settings.agent,
      changes: [],
      waiting: false,
    };
    const changes = [{ field: 'outcome', from: 'not_resolved', to: now.outcome }];
    return now.revision > 1
      ? [{ ...first, revision: now.revision, saved_ms: this.now() - 5 * minute, changes }, first]
      : [first];
  }

  _begin_follow_up({ contact_id }: Commands['begin_follow_up'][0]): Draft {
    const due = this.due.find((d) => d.contact_id === contact_id);
    if (!due)
      throw { code: 'not_found', message: 'This promise is no longer open.' } satisfies Problem;
    const draft = this._start_call({
      customer: due.customer,
      channel: due.by,
      initiated_by: 'agent',
    });
    draft.reason = due.reason;
    draft.keeps = { contact_id, due_ms: due.due_ms, kept: due.due_ms >= this.now() };
    draft.links = { [contact_id]: 'same' };
    this.due = this.due.filter((d) => d !== due);
    return draft;
  }

  _story({ customer }: Commands['story'][0]): Story {
    const digits = digitsOf(customer);
    if (digits.length < 5) return noStory(this.reach());
    const lang = this.settings.lang ?? 'en';
    const story = storyOf(digits, this.now(), lang, this.reach());
    return { ...story, ...this.told };
  }

  protected reach(): Story['reach'] {
    return this.faults.offline ? { kind: 'desk_only' } : { kind: 'store', as_of_ms: this.now() };
  }

  _home({ lang }: Commands['home'][0]): Home {
    const now = this.now();
    return {
      unfinished: this.parked.map((d) => ({
        contact_id: d.contact_id,
        start_ms: d.start_ms,
        customer: d.customer,
        customer_name: d.customer_name,
        outcome: d.outcome,
        reason: d.reason,
        live: d.call?.live ?? false,
        acw_ms: d.end_ms === null ? 0 : Math.max(0, (d.parked_since_ms ?? now) - d.end_ms),
        parked_since_ms: d.parked_since_ms ?? null,
        correction: d.revision > 1,
      })),
      follow_ups: this.due,
      changed: articles
        .filter((a) => a.lang === lang)
        .sort((a, b) => b.updated.localeCompare(a.updated))
        .slice(0, 4)
        .map(titleOf),
      last: this.last,
      searches: this.searches,
      changed_since_ms: now - 20 * day,
      promises: { kept: 12, broken: 1, open: this.due.length },
    };
  }
}
