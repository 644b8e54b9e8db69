/**
 * The contacts of one matter in order, and in one sentence each why it has its verdict.
 * The verdicts are the store's; nothing here judges.
 */
import type { Because, Policy, Shown } from './answers.ts';

const hour = 3_600_000;

/** What makes two contacts the same matter. */
export type Matter = 'reason' | 'family' | 'any' | 'linked';

export type Why =
  | { kind: 'passed' }
  | { kind: 'pending'; until: number }
  | { kind: 'not_first'; after: number | null; matter: Matter }
  | { kind: 'repeat_contact'; after: number | null; matter: Matter }
  | { kind: Exclude<Because, 'repeat_contact'> }
  | { kind: 'excluded' | 'unlinkable' | 'not_eligible' };

export interface Step {
  contact: Shown;
  first: boolean;
  /** From the end of the one before to the start of this one; negative when they overlap. */
  gap: number | null;
  why: Why;
}

export interface Chain {
  steps: Step[];
  /** False while its first contact is further back than what was read. */
  whole: boolean;
}

const inOrder = (a: Shown, b: Shown): number =>
  a.start_ms - b.start_ms || (a.contact_id < b.contact_id ? -1 : 1);

/** The chain of an issue out of `contacts`, the latest contacts without a gap, in any order. */
export function chainOf(issue: string, contacts: readonly Shown[], policy: Policy): Chain {
  const members = contacts.filter((contact) => contact.issue === issue).sort(inOrder);
  const byId = new Map(contacts.map((contact) => [contact.contact_id, contact]));
  const steps = members.map((contact, at) => {
    const before = members[at - 1];
    return {
      contact,
      first: contact.contact_id === issue,
      gap: before ? contact.start_ms - before.end_ms : null,
      why: whyOf(contact, byId, policy),
    };
  });
  return { steps, whole: members[0]?.contact_id === issue };
}

/** How many contacts each issue has, and which of them each is, where the first one is known. */
export function places(contacts: readonly Shown[]): Map<string, { at: number; of: number }> {
  const issues = new Map<string, Shown[]>();
  for (const contact of contacts) {
    const members = issues.get(contact.issue);
    if (members) members.push(contact);
    else issues.set(contact.issue, [contact]);
  }
  const found = new Map<string, { at: number; of: number }>();
  for (const [issue, members] of issues) {
    members.sort(inOrder);
    if (members.length < 2 || members[0]?.contact_id !== issue) continue;
    members.forEach((member, at) =>
      found.set(member.contact_id, { at: at + 1, of: members.length }),
    );
  }
  return found;
}

function whyOf(contact: Shown, byId: ReadonlyMap<string, Shown>, policy: Policy): Why {
  switch (contact.verdict) {
    case 'passed':
      return { kind: 'passed' };
    case 'pending':
      return { kind: 'pending', until: contact.end_ms + policy.forward_h * hour };
    case 'not_first': {
      const earlier = byId.get(contact.other ?? '');
      const after = earlier ? contact.start_ms - earlier.end_ms : null;
      return { kind: 'not_first', after, matter: matterOf(contact, earlier, policy) };
    }
    case 'failed': {
      const because = contact.because ?? 'unresolved';
      if (because !== 'repeat_contact') return { kind: because };
      const later = byId.get(contact.other ?? '');
      const after = later ? later.start_ms - contact.end_ms : null;
      return { kind: 'repeat_contact', after, matter: matterOf(contact, later, policy) };
    }
    default:
      return { kind: contact.verdict };
  }
}

const family = (path: string): string => path.split('/')[0] ?? '';

/** Where the reasons do not say that two related contacts are one matter, an agent did. */
function matterOf(contact: Shown, other: Shown | undefined, policy: Policy): Matter {
  if (policy.relation === 'any') return 'any';
  const usual = policy.relation === 'leaf' ? 'reason' : 'family';
  if (!other) return usual;
  const [a, b] = [contact.reason, other.reason];
  if (a && a === b) return 'reason';
  return usual === 'family' && a && b && family(a) === family(b) ? 'family' : 'linked';
}
