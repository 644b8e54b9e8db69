/** The note from the template that fits, as the desk fills it in. */
import type { Commands, Note, Template } from '../contract.ts';
import { codes } from './codes.ts';

/** `2026-11-27 09:00`, in every language, as the desk writes it. */
function moment(at: number): string {
  const local = at - new Date(at).getTimezoneOffset() * 60_000;
  return new Date(local).toISOString().slice(0, 16).replace('T', ' ');
}

export function noteFor({ draft, lang, template }: Commands['note'][0]): Note {
  const fits = (t: Template) =>
    (t.outcomes.length === 0 || t.outcomes.includes(draft.outcome ?? '')) &&
    (t.reasons.length === 0 || t.reasons.some((r) => draft.reason?.startsWith(r)));
  const rank = (t: Template) => (t.reasons.length > 0 ? 2 : 0) + (t.outcomes.length > 0 ? 1 : 0);
  const [best] = codes.templates.filter(fits).sort((a, b) => rank(b) - rank(a));
  const chosen = codes.templates.find((t) => t.id === template) ?? best;
  const leaf = codes.reasons.find((r) => r.path === draft.reason);
  const cause = codes.root_causes.find((c) => c.id === draft.root_cause);
  const there = codes.directory.find((d) => d.queue === draft.hand_over?.queue);
  const told: Record<string, string> = {
    reason: leaf?.names[lang] ?? '',
    article: draft.attached ? `${draft.attached.id}, ${draft.attached.title}` : '',
    steps: (draft.attached && draft.steps_done[draft.attached.id]?.join(', ')) || '',
    why: cause?.names[lang] ?? '',
    hand_over: there?.names[lang] ?? '',
    said: draft.said.join(' '),
    follow_up: draft.follow_up ? moment(draft.follow_up.due_ms) : '',
  };
  const text = (chosen?.text[lang] ?? chosen?.text['en'] ?? '')
    .split('\n')
    .filter((line) => [...line.matchAll(/\{(\w+)\}/g)].every((m) => told[m[1] ?? '']))
    .map((line) => line.replace(/\{(\w+)\}/g, (_, name: string) => told[name] ?? ''))
    .join('\n')
    .trim();
  return { template: chosen?.id ?? '', text, by: 'template' };
}
