/** What a wrap-up asks for besides, and what it hides, says and remembers. */
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Draft, NoteFor } from '../../src/contract.ts';
import { leavesIn } from '../../src/mock/codes.ts';
import { fresh } from '../../src/mock/draft.ts';
import { missing } from '../../src/wrap-up/form.ts';
import { hide } from '../../src/wrap-up/masking.ts';
import { type Opened, prepare } from './opened.ts';

let it: Opened;
beforeEach(() => {
  it = prepare();
  it.desk.ring();
  it.desk.codes.directory = [
    {
      queue: 'field-service',
      names: { en: 'Field service' },
      skills: [{ id: 'fibre', names: { en: 'Fibre' }, reasons: [] }],
      languages: ['sv'],
      reasons: ['broadband'],
      escalation: false,
      dial: '7003',
      hours: { en: 'weekdays 8 to 17' },
    },
    {
      queue: 'team-lead',
      names: { en: 'Team lead' },
      skills: [],
      languages: [],
      reasons: [],
      escalation: true,
      hours: {},
    },
  ];
});
afterEach(() => vi.useRealTimers());

const recorded = () =>
  it.desk.asked
    .filter(([name]) => name === 'wrap_up')
    .map(([, request]) => (request as { draft: Draft }).draft);

async function wrapUp() {
  await it.open();
  await it.user.keyboard('{Control>}e{/Control}');
  await screen.findByRole('radiogroup', { name: /Outcome/ });
}
const reason = async (typed: string) => {
  await it.user.click(screen.getByRole('combobox', { name: 'Reason for contact' }));
  await it.user.keyboard(`${typed}{Enter}`);
};

describe('handing over', () => {
  test('to whom by a digit, with a note the next agent sees; upwards is an escalation', async () => {
    await wrapUp();
    await it.user.keyboard('4');
    const to = await screen.findByRole('radiogroup', { name: /Hand over to/ });
    await waitFor(() => expect(within(to).getAllByRole('radio')).toHaveLength(2));
    await it.user.click(within(to).getByRole('radio', { name: /Field service/ }));
    expect(screen.getByText('7003')).toBeVisible();
    await it.user.type(
      screen.getByLabelText('What the next agent needs to know'),
      'Line test F-31.',
    );
    await it.user.click(screen.getByLabelText('I talked to them first'));
    await it.user.click(screen.getByLabelText(/^No article/));
    await reason('line fault');
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(recorded()).toHaveLength(1));
    expect(recorded()[0]?.hand_over).toEqual({
      kind: 'transfer',
      queue: 'field-service',
      note: 'Line test F-31.',
      warm: true,
    });
  });

  test('with another outcome it is not recorded', async () => {
    await wrapUp();
    await it.user.keyboard('4');
    const to = await screen.findByRole('radiogroup', { name: /Hand over to/ });
    await it.user.click(await within(to).findByRole('radio', { name: /Team lead/ }));
    expect(it.desk.kept.at(-1)?.hand_over?.kind).toBe('escalation');
    await it.user.click(screen.getByLabelText(/^Resolved/));
    await reason('esim');
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(recorded()).toHaveLength(1));
    expect(recorded()[0]?.hand_over).toBe(null);
  });
});

describe('there, and of no use', () => {
  const now = Date.now();
  const wants = (draft: Partial<Draft>) =>
    missing(it.desk.codes, fresh('c', now - 9, { root_cause: 'other_team', ...draft }), now);
  const handed = (note: string) =>
    wants({
      outcome: 'escalated',
      reason: 'mobile/sim/esim',
      hand_over: { kind: 'escalation', queue: 'team-lead', note, warm: false },
    });
  const promised = (due_ms: number, revision: number) =>
    wants({
      outcome: 'follow_up',
      reason: 'mobile/sim/esim',
      follow_up: { due_ms, by: 'voice' },
      revision,
    });

  test('a hand-over that tells nothing; a promise for a time that is over, but not in a correction', () => {
    expect(handed('')).toEqual(['hand_over']);
    expect(handed(' \n')).toEqual(['hand_over']);
    expect(handed('F-31.')).toEqual([]);
    expect(promised(now, 1)).toEqual(['follow_up']);
    expect(promised(now + 1, 1)).toEqual([]);
    expect(promised(now - 1, 2)).toEqual([]);
  });

  test('escalated without a note: the note gets the focus, and what is said is about it', async () => {
    await wrapUp();
    await it.user.keyboard('6');
    await it.user.click(await screen.findByRole('radio', { name: /Team lead/ }));
    await it.user.click(screen.getByLabelText(/^No article/));
    await reason('esim');
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    const note = screen.getByLabelText('What the next agent needs to know');
    await waitFor(() => expect(note).toHaveFocus());
    expect(note).toHaveAccessibleDescription('Write what the next agent needs to know.');
    expect(note).toBeInvalid();
    expect(recorded()).toEqual([]);
    await it.user.keyboard('Wants a refund.');
    expect(note).not.toBeInvalid();
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(recorded()).toHaveLength(1));
  });

  test('nobody chosen: that is what is asked for, and who is chosen from gets the focus', async () => {
    await wrapUp();
    await it.user.keyboard('6');
    const to = await screen.findByRole('radiogroup', { name: /Hand over to/ });
    await within(to).findByRole('radio', { name: /Team lead/ });
    await it.user.click(screen.getByLabelText(/^No article/));
    await reason('esim');
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(to).toContainElement(document.activeElement as HTMLElement));
    expect(to).toHaveAccessibleDescription('Choose who takes it over.');
  });

  test('a draft of yesterday: its time is shown, said to be over, and can be chosen anew', async () => {
    const due_ms = new Date().setHours(-9, 0, 0, 0);
    Object.assign(it.desk.draft as Draft, {
      phase: 'wrap_up',
      end_ms: Date.now() - 60_000,
      outcome: 'follow_up',
      root_cause: 'other_team',
      reason: 'mobile/sim/esim',
      follow_up: { due_ms, by: 'voice' },
    });
    await it.open();
    expect(await screen.findByLabelText('Day')).toHaveValue('-1');
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    const when = screen.getByRole('radiogroup', { name: /Follow-up/ });
    await waitFor(() => expect(when).toContainElement(document.activeElement as HTMLElement));
    expect(when).toHaveAccessibleDescription('Choose a later time: this one has passed.');
    expect(recorded()).toEqual([]);
    await it.user.keyboard('1');
    expect(when).not.toBeInvalid();
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(recorded()).toHaveLength(1));
  });
});

describe('more queues than there are digits', () => {
  beforeEach(() => {
    const [one, lead] = it.desk.codes.directory;
    if (!one || !lead) throw new Error('no directory');
    const mobile = Array.from({ length: 10 }, (_, n) => ({
      ...one,
      queue: `mobile-${n + 1}`,
      names: { en: `Mobile ${n + 1}` },
      reasons: ['mobile'],
      skills: [],
      dial: `40${n}`,
    }));
    it.desk.codes.directory = [one, ...mobile, lead];
  });

  test('all can be chosen, the first nine by digit', async () => {
    await wrapUp();
    await it.user.keyboard('4');
    const to = await screen.findByRole('radiogroup', { name: /Hand over to/ });
    await waitFor(() => expect(within(to).getAllByRole('radio')).toHaveLength(12));
    expect([...to.querySelectorAll('kbd')].map((key) => key.textContent)).toEqual([...'123456789']);
    const [first] = within(to).getAllByRole('radio');
    first?.focus();
    await it.user.keyboard('0x');
    expect(it.desk.draft?.hand_over ?? null).toBe(null);
    await it.user.click(within(to).getByRole('radio', { name: /Team lead/ }));
    expect(it.desk.kept.at(-1)?.hand_over?.queue).toBe('team-lead');
  });

  test('one that a reason ranks lower stays chosen, seen and written to', async () => {
    await wrapUp();
    await it.user.keyboard('4');
    const to = await screen.findByRole('radiogroup', { name: /Hand over to/ });
    await it.user.click(await within(to).findByRole('radio', { name: /Field service/ }));
    await reason('esim');
    await waitFor(() =>
      expect(within(to).getAllByRole('radio')[0]).toHaveAccessibleName(/Mobile 1/),
    );
    expect(within(to).getByRole('radio', { name: /Field service/ })).toBeChecked();
    expect(screen.getByLabelText('What the next agent needs to know')).toBeVisible();
    expect(screen.getByText('7003')).toBeVisible();
  });
});

describe('the agent’s own reasons', () => {
  const headings = () =>
    [...document.querySelectorAll('#reason-field-list .group')].map((head) => head.textContent);
  const rows = () =>
    [...document.querySelectorAll('#reason-field-list .option')].map((row) => row.textContent);
  /** As the desk counts them: what is recorded counts, what is taken back does not. */
  let own: Record<string, number>;
  beforeEach(() => {
    own = {};
    it.desk._reasons = ({ lang }) =>
      leavesIn(lang).map((leaf) => ({ ...leaf, own: own[leaf.path] ?? 0, team: 0 }));
  });

  test('move with a save', async () => {
    await wrapUp();
    await it.user.keyboard('1');
    await reason('esim');
    own = { 'mobile/sim/esim': 1 };
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/^Saved\./, { selector: '.toast p' });
    await it.user.keyboard('{Control>}e{/Control}{Control>}o{/Control}');
    await waitFor(() => expect(headings()).toEqual(['Yours, last 30 days', 'All reasons']));
    expect(rows()[0]).toMatch(/eSIM/);
  });

  test('are counted anew when a save is taken back', async () => {
    await wrapUp();
    await it.user.keyboard('1');
    await reason('esim');
    own = { 'mobile/sim/esim': 1 };
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/^Saved\./, { selector: '.toast p' });
    await vi.advanceTimersByTimeAsync(100);
    own = {};
    await it.user.keyboard('{Control>}z{/Control}');
    await screen.findByRole('radiogroup', { name: /Outcome/ });
    await vi.advanceTimersByTimeAsync(100);
    await it.user.click(screen.getByRole('combobox', { name: 'Reason for contact' }));
    expect(headings()).toEqual(['All reasons']);
  });

  test('are not ranked anew under somebody who chooses', async () => {
    await wrapUp();
    await it.user.keyboard('1');
    const field = screen.getByRole('combobox', { name: 'Reason for contact' });
    await waitFor(() => expect(field).toHaveFocus());
    await it.user.keyboard('{ArrowDown}{ArrowDown}');
    const before = rows();
    const active = field.getAttribute('aria-activedescendant');
    expect(active).toBe('reason-field-option-2');
    own = { 'mobile/sim/esim': 1 };
    it.desk.tell('knowledge_changed', { articles: 1, as_of_ms: 0 });
    await vi.advanceTimersByTimeAsync(100);
    expect(rows()).toEqual(before);
    expect(field).toHaveAttribute('aria-activedescendant', active);
    screen.getByLabelText('Notes').focus();
    await waitFor(() => expect(rows()[0]).toMatch(/eSIM/));
  });
});

describe('a centre’s own fields', () => {
  beforeEach(() => {
    it.desk.codes.centre.field = [
      {
        id: 'order_no',
        kind: 'text',
        names: { en: 'Order number' },
        reasons: ['mobile'],
        outcomes: [],
        required: true,
        pattern: '[A-Z]-\\d+',
        choice: [],
      },
    ];
    it.desk.codes.centre.conversion = { reasons: ['mobile'], amount: true, currency: 'SEK' };
    it.desk.codes.centre.survey = {
      by: 'sms',
      share_percent: 20,
      outcomes: [],
      reasons: [],
      rest_days: 0,
    };
  });

  test('are asked for where they belong, held to their pattern, and recorded', async () => {
    await wrapUp();
    expect(screen.queryByLabelText(/Order number/)).toBe(null);
    await it.user.keyboard('1');
    await reason('esim');
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    const field = await screen.findByLabelText(/Order number/);
    await waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveAccessibleDescription('Fill this in.');
    await it.user.keyboard('17{Control>}{Enter}{/Control}');
    expect(field).toHaveAccessibleDescription(/does not fit/);
    await it.user.clear(field);
    await it.user.keyboard('A-17');
    await it.user.click(
      within(screen.getByRole('group', { name: 'Sale made, or customer kept?' })).getByRole(
        'button',
        {
          name: 'Yes',
        },
      ),
    );
    await it.user.type(screen.getByLabelText('Amount'), '٤٩٩,50');
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(recorded()).toHaveLength(1));
    expect(recorded()[0]).toMatchObject({
      fields: { order_no: 'A-17' },
      conversion: { made: true, amount_minor: 49_950, currency: 'SEK' },
    });
  });

  test('the lot decides who is asked, and the agent is told afterwards', async () => {
    it.desk.invites = true;
    await wrapUp();
    await it.user.keyboard('5');
    expect(screen.getByText(/picked at random/)).toBeVisible();
    await it.user.keyboard('{Control>}{Enter}{/Control}');
    expect(
      await screen.findByText(/will be asked how it went/, { selector: '.toast p' }),
    ).toBeVisible();
  });
});

describe('what must not be written down', () => {
  test.each([
    ['4111 1111 1111 1111', '•••• •••• •••• 1111'],
    ['٤١١١١١١١١١١١١١١١', '••••••••••••١١١١'],
    ['call 0701740612 or +46 70 174 06 12', 'call 0701740612 or +46 70 174 06 12'],
    ['4111 1111 1111 1112', '4111 1111 1111 1112'],
    ['+46 70 174 06 10 4111 1111 1111 1111', '+•• •• ••• •• •• •••• •••• •••• 1111'],
    ['4111 - 1111 - 1111 - 1111', '•••• - •••• - •••• - 1111'],
    ['4111\r\n1111\r\n1111\r\n1111', '••••\r\n••••\r\n••••\r\n1111'],
    ['৪১১১ ১১১১ ১১১১ ১১১১', '•••• •••• •••• ১১১১'],
    ['IMEI 490154203237518', 'IMEI 490154203237518'],
  ])('%s', (text, shown) => {
    expect(hide(text)).toBe(shown);
  });

  test('what a centre lists is hidden too, and its end stays', () => {
    const masks = [{ id: 'personal_number', pattern: '\\d{8}-\\d{4}', keep_last: 2 }];
    expect(hide('19900101-1234', masks)).toBe('••••••••-••34');
    expect(hide('x', [{ id: 'odd', pattern: '(?P<a>x)', keep_last: 0 }])).toBe('x');
  });

  test('the screen says so at once and shows it hidden when the field is left', async () => {
    await wrapUp();
    const note = screen.getByLabelText('Notes');
    await it.user.click(note);
    await it.user.keyboard('card 4111111111111111');
    expect(await screen.findByText(/Card numbers and the like are hidden/)).toBeVisible();
    await it.user.tab();
    await waitFor(() => expect(note).toHaveValue('card ••••••••••••1111'));
    await vi.advanceTimersByTimeAsync(400);
    expect(it.desk.kept.every((draft) => !draft.note.includes('4111111111111111'))).toBe(true);
  });
});

describe('who wrote the note', () => {
  beforeEach(() => {
    it.desk.settings.summary = {
      on: true,
      url: 'https://llm.example/v1',
      model: 'm',
      key_kept: true,
    };
    if (it.desk.draft) it.desk.draft.said = ['My router is dead since the update.'];
  });

  test('a machine: marked until it is accepted', async () => {
    await wrapUp();
    expect(await screen.findByText('Written by a machine')).toBeVisible();
    await it.user.click(screen.getByRole('button', { name: 'I have read it' }));
    expect(screen.queryByText('Written by a machine')).toBe(null);
    await vi.advanceTimersByTimeAsync(400);
    expect(it.desk.kept.at(-1)?.note_by).toBe('machine_accepted');
  });

  test('or edited; and an endpoint that fails is silent', async () => {
    it.desk.faults.failing.summary = { code: 'unavailable', message: 'Too slow.' };
    await wrapUp();
    await vi.advanceTimersByTimeAsync(500);
    expect(screen.queryByText('Written by a machine')).toBe(null);
    expect(screen.queryByText('That did not work')).toBe(null);
    await it.user.click(screen.getByLabelText('Notes'));
    await it.user.keyboard('x');
    await vi.advanceTimersByTimeAsync(400);
    expect(it.desk.kept.at(-1)?.note_by).toBe('agent');
  });
});

test('a correction shows what was changed before', async () => {
  await wrapUp();
  await it.user.keyboard('5{Control>}{Enter}{/Control}');
  await screen.findByText(/^Saved\./, { selector: '.toast p' });
  await vi.advanceTimersByTimeAsync(11_000);
  const last = screen.getByRole('region', { name: 'Your last contacts' });
  await it.user.click(within(last).getByRole('button', { name: /Correct/ }));
  await screen.findByRole('radiogroup', { name: /Outcome/ });
  await it.user.click(await screen.findByText(/Corrections:/));
  expect(screen.getByText('As first saved')).toBeVisible();
});

test('Ctrl+B flags the article on the screen by a digit', async () => {
  await it.open();
  await it.user.keyboard('router firmware');
  await screen.findByRole('heading', { level: 1 });
  await it.user.keyboard('{Control>}b{/Control}');
  const menu = await screen.findByRole('radiogroup', { name: /What is wrong/ });
  await waitFor(() => expect(within(menu).getByLabelText(/^Wrong/)).toHaveFocus());
  await it.user.keyboard('2');
  expect(it.desk.asked.findLast(([name]) => name === 'flag')?.[1]).toMatchObject({
    id: 'KB-2041',
    kind: 'outdated',
  });
  expect(await screen.findByText('Outdated', { selector: '.chip' })).toBeVisible();
  expect(screen.getByRole('combobox', { name: 'Search articles' })).toHaveFocus();
});

test('a key that is held down answers one question and saves nothing', async () => {
  await wrapUp();
  const radio = () => document.activeElement as HTMLElement;
  await waitFor(() => expect(radio().closest('#outcome')).not.toBe(null));
  const held = (key: string, repeat: boolean) =>
    fireEvent.keyDown(radio(), { key, code: `Digit${key}`, repeat });
  await held('3', false);
  await waitFor(() => expect(radio().closest('#root-cause')).not.toBe(null));
  for (let n = 0; n < 5; n += 1) await held('3', true);
  expect(radio().closest('#root-cause')).not.toBe(null);
  expect(it.desk.draft?.root_cause ?? null).toBe(null);
});

test('a template that was chosen is filled with what is decided later', async () => {
  await wrapUp();
  const asked = () =>
    it.desk.asked.filter(([name]) => name === 'note').map(([, wish]) => wish as NoteFor);
  const choice = document.querySelector<HTMLSelectElement>('select#template');
  if (!choice) throw new Error('no templates');
  await it.user.selectOptions(choice, choice.options[2]?.value ?? '');
  await waitFor(() => expect(asked().at(-1)?.template).not.toBe(null));
  const { template } = asked().at(-1) as NoteFor;
  await reason('esim');
  await waitFor(() => expect(asked().at(-1)?.draft.reason).toBe('mobile/sim/esim'));
  expect(asked().at(-1)?.template).toBe(template);
});

test('a template can be chosen while they talk: it is written at once, and is the one at wrap-up', async () => {
  const templates = () =>
    it.desk.asked.filter(([name]) => name === 'note').map(([, wish]) => (wish as NoteFor).template);
  await it.open();
  await it.user.keyboard('{Control>}t{/Control}');
  const choice = await waitFor(() => {
    const found = document.querySelector<HTMLSelectElement>('select#template');
    if (!found) throw new Error('no templates');
    return found;
  });
  expect(templates()).toEqual([]);
  const id = choice.options[2]?.value ?? '';
  await it.user.selectOptions(choice, id);
  await waitFor(() => expect(screen.getByLabelText('Notes')).not.toHaveValue(''));
  expect(screen.getByLabelText('Notes')).toHaveFocus();
  expect(templates()).toEqual([id]);
  await it.user.keyboard('{Control>}e{/Control}');
  await waitFor(() => expect(templates()).toEqual([id, id]));
});
