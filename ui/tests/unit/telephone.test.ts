/** Calls that come by themselves: shown, taken, switched; nothing typed is lost by any of it. */
import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Opened, prepare } from './opened.ts';

let it: Opened;
beforeEach(() => {
  it = prepare();
});
afterEach(() => vi.useRealTimers());
const plain = (text: string | null) => (text ?? '').replace(/[\u2066-\u2069]/g, '');

describe('a call comes', () => {
  test('it rings: said once, the focus stays; Ctrl+R takes it with what the menu collected', async () => {
    await it.open();
    const field = screen.getByRole('combobox', { name: 'Search articles' });
    await it.user.click(field);
    await it.user.keyboard('esim');
    it.desk.offer({ customer_name: 'Sara Lindqvist', attributes: { menu_choice: '2' } });
    expect(await screen.findByText('Incoming call')).toBeVisible();
    expect(field).toHaveFocus();
    expect(field).toHaveValue('esim');
    expect(it.said.filter((text) => text === 'Incoming call: Sara Lindqvist')).toHaveLength(1);
    await it.user.keyboard('{Control>}r{/Control}');
    expect(await screen.findByText('On call')).toBeVisible();
    expect(screen.getByText('Menu choice')).toBeVisible();
    expect(screen.getByText('2', { selector: 'dd' })).toBeVisible();
    expect(screen.getByText('Sara Lindqvist')).toBeVisible();
    expect(screen.queryByText('Incoming call')).toBe(null);
  });

  test('withheld is nobody: no number, no story, and it says so', async () => {
    await it.open();
    const call = it.desk.offer({ customer: null, withheld: true });
    expect(await screen.findByText('Number withheld', { selector: 'bdi' })).toBeVisible();
    it.desk.answer(call.call_id);
    await screen.findByText('On call');
    expect(screen.getByLabelText('Customer', { selector: 'input' })).toHaveValue('');
    await vi.advanceTimersByTimeAsync(500);
    expect(it.desk.asked.some(([name]) => name === 'story')).toBe(false);
  });

  test('a second one: answering parks the first with all that was typed', async () => {
    await it.open();
    it.desk.answer(it.desk.offer().call_id);
    await screen.findByText('On call');
    await it.user.keyboard('router');
    const first = it.desk.draft?.contact_id;
    const second = it.desk.offer({ customer: 'tel:+4685173044', customer_name: 'Ali Haddad' });
    expect(await screen.findByText('Ali Haddad')).toBeVisible();
    it.desk.answer(second.call_id);
    await waitFor(() =>
      expect(screen.getByLabelText('Customer', { selector: 'input' })).toHaveValue(
        '+46 8 517 30 44',
      ),
    );
    await vi.advanceTimersByTimeAsync(500);
    expect(it.desk.kept.findLast((d) => d.contact_id === first)?.query).toBe('router');
    expect(screen.getByText('Other call')).toBeVisible();
    await it.user.keyboard('{Control>}r{/Control}');
    await waitFor(() =>
      expect(screen.getByRole('combobox', { name: 'Search articles' })).toHaveValue('router'),
    );
  });

  test('hanging up begins the wrap-up and closes nothing', async () => {
    await it.open();
    it.desk.answer(it.desk.offer().call_id);
    await screen.findByText('On call');
    expect(screen.queryByRole('button', { name: /^Hold/ })).toBe(null);
    it.desk.hangUp();
    expect(await screen.findByRole('radiogroup', { name: /Outcome/ })).toBeVisible();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(it.desk.asked.some(([name]) => name === 'wrap_up')).toBe(false);
    expect(screen.getByRole('radiogroup', { name: /Outcome/ })).toBeVisible();
  });

  test('Ctrl+E while it rings begins that call, and it does not ring over itself', async () => {
    await it.open();
    it.desk.offer({ customer_name: 'Sara Lindqvist' });
    await screen.findByText('Incoming call');
    await it.user.keyboard('{Control>}e{/Control}');
    expect(await screen.findByText('On call')).toBeVisible();
    expect(screen.getByText('Sara Lindqvist')).toBeVisible();
    expect(screen.queryByText('Incoming call')).toBe(null);
    // The telephone has not said a word since.
    expect((await it.desk.ask('calls', {}))[0]?.phase).toBe('ringing');
  });

  test('one whose end was lost is over when its contact is recorded', async () => {
    await it.open();
    it.desk.answer(it.desk.offer({ customer_name: 'Sara Lindqvist' }).call_id);
    await screen.findByText('On call');
    await it.user.keyboard('{Control>}e{/Control}');
    const outcome = await screen.findByRole('radiogroup', { name: /Outcome/ });
    await waitFor(() => expect(outcome).toContainElement(document.activeElement as HTMLElement));
    await it.user.keyboard('5{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Ready')).toBeVisible();
    await vi.advanceTimersByTimeAsync(100);
    expect(screen.queryByText('Other call')).toBe(null);
    await it.user.keyboard('{Control>}r{/Control}');
    expect(it.desk.asked.some(([name]) => name === 'take_call')).toBe(false);
    // Taken back, it is its contact's again and still nobody else's.
    await it.user.keyboard('{Control>}z{/Control}');
    await screen.findByRole('radiogroup', { name: /Outcome/ });
    expect(screen.queryByText('Other call')).toBe(null);
  });

  test('what the telephone says of the same contact leaves what was typed', async () => {
    await it.open();
    it.desk.answer(it.desk.offer({ customer: null }).call_id);
    await screen.findByText('On call');
    const field = screen.getByLabelText('Customer', { selector: 'input' });
    await it.user.click(field);
    await it.user.keyboard('0701740612');
    const { draft } = it.desk;
    if (!draft) throw new Error('no draft');
    const said = { ...draft, customer: '+46999', customer_name: 'Sara Lindqvist' };
    it.desk.tell('draft_changed', { why: 'updated', draft: said });
    expect(await screen.findByText('Sara Lindqvist')).toBeVisible();
    expect(field).toHaveValue('0701740612');
    expect(field).toHaveFocus();
  });
});

describe('a call comes into something that is under way', () => {
  const form = async () => {
    await it.user.keyboard('{Control>}e{/Control}');
    const outcome = await screen.findByRole('radiogroup', { name: /Outcome/ });
    await waitFor(() => expect(outcome).toContainElement(document.activeElement as HTMLElement));
  };

  test('while a record is being saved: the new contact stays on the screen', async () => {
    it.desk.ring();
    await it.open();
    await form();
    let goOn: () => void = () => undefined;
    const ask = it.desk.ask.bind(it.desk);
    vi.spyOn(it.desk, 'ask').mockImplementation(async (name, request) => {
      const done = await ask(name, request);
      if (name === 'wrap_up') await new Promise<void>((free) => (goOn = free));
      return done;
    });
    await it.user.keyboard('5{Control>}{Enter}{/Control}');
    await waitFor(() => expect(it.desk.asked.some(([name]) => name === 'wrap_up')).toBe(true));
    // Setting it aside now is no use: it is being saved.
    await it.user.keyboard('{Control>}p{/Control}');
    const next = it.desk.answer(it.desk.offer({ customer_name: 'Ali Haddad' }).call_id);
    expect(await screen.findByText('Ali Haddad')).toBeVisible();
    goOn();
    await vi.advanceTimersByTimeAsync(100);
    expect(screen.getByText('Ali Haddad')).toBeVisible();
    expect(screen.getByText('On call')).toBeVisible();
    expect(it.desk.draft?.contact_id).toBe(next.contact_id);
    expect(it.desk.asked.some(([name]) => name === 'finish_later')).toBe(false);
  });

  test('a caller who hangs up takes nothing from under the hands', async () => {
    await it.open();
    it.desk.answer(it.desk.offer().call_id);
    await screen.findByText('On call');
    await it.user.keyboard('{Control>}n{/Control}');
    const note = await screen.findByRole('textbox', { name: /^Note/ });
    await it.user.click(note);
    await it.user.keyboard('half a sent');
    it.desk.hangUp();
    await screen.findByText('Wrap-up', { selector: '.state *, .state' });
    expect(note).toHaveFocus();
    await it.user.keyboard('ence');
    expect(note).toHaveValue('half a sentence');
    expect(it.said).toContain('Wrap-up');
  });

  test('what somebody wrote of one caller is not the next one’s', async () => {
    await it.open();
    it.desk.answer(it.desk.offer({ customer: null }).call_id);
    await screen.findByText('On call');
    const field = screen.getByLabelText('Customer', { selector: 'input' });
    await it.user.click(field);
    await it.user.keyboard('0701');
    it.desk.answer(it.desk.offer({ customer: 'tel:+4685173044' }).call_id);
    await waitFor(() =>
      expect(screen.getByLabelText('Customer', { selector: 'input' })).toHaveValue(
        '+46 8 517 30 44',
      ),
    );
  });

  test('what the telephone knows of a contact is in the next save', async () => {
    it.desk.ring();
    await it.open();
    const { draft } = it.desk;
    if (!draft) throw new Error('no draft');
    const call = it.desk.offer().call_id;
    const answered = it.desk.answer(call).call;
    it.desk.tell('draft_changed', { why: 'answered', draft });
    const said: typeof draft = {
      ...draft,
      call: answered,
      initiated_by: 'agent',
      queue: 'billing',
      fields: { menu_choice: '2' },
    };
    it.desk.tell('draft_changed', { why: 'updated', draft: said });
    await vi.advanceTimersByTimeAsync(50);
    await it.user.keyboard('x');
    await vi.advanceTimersByTimeAsync(500);
    expect(it.desk.kept.findLast((d) => d.contact_id === draft.contact_id)).toMatchObject({
      initiated_by: 'agent',
      queue: 'billing',
      fields: { menu_choice: '2' },
    });
  });
});

describe('help that comes by itself', () => {
  beforeEach(async () => {
    it.desk.ring();
    await it.open();
    await it.user.keyboard('invoice');
    await screen.findByRole('heading', { level: 1 });
  });

  test('three at most, with how sure; nothing opens, the focus stays, a key opens it', async () => {
    const title = screen.getByRole('heading', { level: 1 }).textContent;
    it.desk.suggest('router firmware');
    const row = await screen.findByRole('region', { name: /Fits what is being said/ });
    expect(row.querySelectorAll('li')).toHaveLength(3);
    expect(plain(row.textContent)).toContain('86% sure');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent(title ?? '');
    expect(screen.getByRole('combobox', { name: 'Search articles' })).toHaveFocus();
    await it.user.keyboard('{Control>}5{/Control}');
    await waitFor(() =>
      expect(screen.getByRole('heading', { level: 1 })).not.toHaveTextContent(title ?? ''),
    );
  });

  test('a thumb is one key, and taken back by the same', async () => {
    it.desk.suggest('router firmware');
    await screen.findByRole('region', { name: /Fits what is being said/ });
    const rates = () =>
      it.desk.asked
        .filter(([name]) => name === 'rate')
        .map(([, r]) => (r as { good: unknown }).good);
    await it.user.keyboard('{Control>}8{/Control}');
    await it.user.keyboard('{Control>}9{/Control}');
    await it.user.keyboard('{Control>}9{/Control}');
    await waitFor(() => expect(rates()).toEqual([true, false, null]));
  });

  test('what is meant for another contact is not shown', async () => {
    it.desk.tell('suggested', { contact_id: '0193ffff', articles: [] });
    expect(screen.queryByRole('region', { name: /Fits what is being said/ })).toBe(null);
  });
});

describe('promises', () => {
  test('a reminder is said, stays until somebody acts, and begins the contact that keeps it', async () => {
    it.desk.fillDay();
    await it.open();
    const [due] = it.desk.due;
    if (!due) throw new Error('nothing is due');
    it.desk.tell('reminder', due);
    expect(await screen.findByText('Call-back due')).toBeVisible();
    expect(it.said.filter((text) => /follow-up is due/.test(text))).toHaveLength(1);
    await it.user.keyboard('{F8}');
    await it.user.keyboard('{Enter}');
    expect(await screen.findByText('On call')).toBeVisible();
    expect(it.desk.draft).toMatchObject({ initiated_by: 'agent', keeps: { kept: false } });
    expect(screen.queryByText('Call-back due')).toBe(null);
    expect(screen.getByText(/Keeps the promise for/)).toBeVisible();
  });
});
