/** The window on a desk in memory: wrap-up, undo, drafts, and what screen readers hear. */
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import App from '../../src/App.svelte';
import type { Draft } from '../../src/contract.ts';
import { MemoryDesk } from '../../src/mock/desk.ts';

let desk: MemoryDesk;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  desk = new MemoryDesk({ lang: 'en', preview_ms: 0 });
  user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
});
afterEach(() => vi.useRealTimers());

async function open() {
  const shown = render(App, { api: desk });
  await screen.findByRole('combobox', { name: 'Search articles' });
  await vi.advanceTimersByTimeAsync(50);
  return shown;
}

/** At wrap-up, with the first article for a query attached. */
async function wrapUp(attach = true) {
  desk.ring();
  await open();
  if (attach) {
    await user.click(screen.getByRole('combobox', { name: 'Search articles' }));
    await user.keyboard('router firmware');
    await screen.findByRole('heading', { level: 1 });
    await user.keyboard('{Control>}j{/Control}');
  }
  await user.keyboard('{Control>}e{/Control}');
  const outcome = await screen.findByRole('radiogroup', { name: /Outcome/ });
  await waitFor(() => expect(outcome).toContainElement(document.activeElement as HTMLElement));
}

const outcome = () => within(screen.getByRole('radiogroup', { name: /Outcome/ }));
const recorded = () =>
  desk.asked.filter(([name]) => name === 'wrap_up').map(([, r]) => (r as { draft: Draft }).draft);

describe('UI-05: an outcome is chosen by somebody', () => {
  test('none is chosen beforehand; saving without goes to it and says so', async () => {
    await wrapUp();
    expect(
      outcome()
        .getAllByRole('radio')
        .filter((r) => (r as HTMLInputElement).checked),
    ).toEqual([]);
    screen.getByLabelText('Notes').focus();
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(recorded()).toEqual([]);
    await waitFor(() => expect(outcome().getByLabelText(/^Resolved/)).toHaveFocus());
    const group = screen.getByRole('radiogroup', { name: /Outcome/ });
    expect(group).toHaveAccessibleDescription('Choose how the contact ended.');
  });

  test('a missing reason gets the focus and its message', async () => {
    await wrapUp(false);
    await user.keyboard('1{Control>}{Enter}{/Control}');
    const reason = screen.getByRole('combobox', { name: 'Reason for contact' });
    await waitFor(() => expect(reason).toHaveFocus());
    expect(reason).toHaveAccessibleDescription('Choose why the customer contacted us.');
    expect(recorded()).toEqual([]);
  });
});

test('no id stands twice, whatever is asked while they talk and at wrap-up', async () => {
  const twice = () => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    return ids.filter((id, at) => ids.indexOf(id) < at);
  };
  desk.ring();
  await open();
  await user.click(screen.getByRole('combobox', { name: 'Search articles' }));
  await user.keyboard('router firmware');
  await screen.findByRole('heading', { level: 1 });
  await user.keyboard('{Control>}j{/Control}{Control>}o{/Control}');
  await screen.findByRole('radiogroup', { name: /Outcome/ });
  const decides = (n: number) =>
    waitFor(() => expect(document.querySelectorAll('.decide')).toHaveLength(n));
  await decides(1);
  expect(screen.getAllByText(/^Same matter as/)).toHaveLength(2);
  expect(twice()).toEqual([]);
  await user.keyboard('{Control>}e{/Control}1');
  await user.click(screen.getByRole('combobox', { name: 'Reason for contact' }));
  await user.keyboard('{Enter}');
  await decides(2);
  expect(twice()).toEqual([]);
});

test('1, Enter, Ctrl+Enter records what was chosen', async () => {
  await wrapUp();
  await user.keyboard('1');
  await waitFor(() =>
    expect(screen.getByRole('combobox', { name: 'Reason for contact' })).toHaveFocus(),
  );
  await user.keyboard('{Enter}{Control>}{Enter}{/Control}');
  await waitFor(() => expect(recorded()).toHaveLength(1));
  const [draft] = recorded();
  expect(draft).toMatchObject({
    outcome: 'resolved',
    reason: 'broadband/no-connection/after-firmware',
    root_cause: null,
    attached: { id: 'KB-2041', version: 3, lang: 'en' },
    note_edited: false,
  });
  expect(draft?.note).toContain('KB-2041');
});

test('the focus has moved before the next key can come, however slow the frames are', async () => {
  await wrapUp();
  const radio = outcome().getByLabelText(/^Resolved/);
  radio.focus();
  radio.dispatchEvent(new KeyboardEvent('keydown', { key: '1', code: 'Digit1', bubbles: true }));
  // Not awaited: a key that is pressed in the same moment must find the reason list.
  expect(screen.getByRole('combobox', { name: 'Reason for contact' })).toHaveFocus();
});

test('what the outcome has no use for is not recorded, and comes back with the other outcome', async () => {
  await wrapUp();
  await user.keyboard('3');
  await user.click(screen.getByLabelText(/^Visit needed/));
  await user.click(screen.getByLabelText(/^Resolved/));
  await user.click(screen.getByRole('combobox', { name: 'Reason for contact' }));
  await user.keyboard('{Enter}{Control>}{Enter}{/Control}');
  await waitFor(() => expect(recorded()).toHaveLength(1));
  expect(recorded()[0]?.root_cause).toBe(null);
  expect(desk.kept.some((d) => d.root_cause === 'visit_needed')).toBe(true);
});

test('UI-06: half an hour of wrap-up leaves a draft and no record', async () => {
  await wrapUp();
  await user.keyboard('1');
  await vi.advanceTimersByTimeAsync(30 * 60_000);
  expect(recorded()).toEqual([]);
  expect(desk.draft).toMatchObject({ phase: 'wrap_up', outcome: 'resolved' });
  expect(screen.getByRole('meter')).toHaveAttribute('aria-valuenow', '45');
  // Half an hour of ticks takes a few seconds where the machine is busy.
}, 20_000);

describe('UI-08: undo', () => {
  test('within 10 s every field is back, and nothing was sent', async () => {
    await wrapUp();
    await user.keyboard('3');
    await waitFor(() => expect(screen.getByLabelText(/^No article/)).toHaveFocus());
    await user.keyboard('2');
    await waitFor(() =>
      expect(screen.getByRole('combobox', { name: 'Reason for contact' })).toHaveFocus(),
    );
    await user.keyboard('{Enter}');
    await user.click(screen.getByLabelText('Notes'));
    await user.keyboard(' Promised to call.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/^Saved\./, { selector: '.toast p' });
    const before = recorded()[0];
    await vi.advanceTimersByTimeAsync(8000);
    expect(desk.sent).toEqual([]);
    await user.keyboard('{Control>}z{/Control}');
    await screen.findByRole('radiogroup', { name: /Outcome/ });
    expect(screen.getByLabelText(/^Not resolved/)).toBeChecked();
    expect(screen.getByLabelText(/^Article is wrong/)).toBeChecked();
    expect(screen.getByRole('combobox', { name: 'Reason for contact' })).toHaveValue(
      'Broadband › No connection › After firmware update',
    );
    expect(screen.getByLabelText('Notes')).toHaveValue(before?.note);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(desk.sent).toEqual([]);
  });

  test('the message goes after 10 s, but not while somebody is at it', async () => {
    await wrapUp();
    await user.keyboard('5{Control>}{Enter}{/Control}');
    const undo = await screen.findByRole('button', { name: /Undo/ });
    undo.focus();
    await vi.advanceTimersByTimeAsync(12_000);
    expect(undo).toBeInTheDocument();
    screen.getByRole('combobox', { name: 'Search articles' }).focus();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(screen.queryByRole('button', { name: /Undo/ })).toBe(null);
    expect(desk.sent).toHaveLength(1);
  });

  test('in a field with text it is the text’s undo', async () => {
    await wrapUp();
    await user.keyboard('5{Control>}{Enter}{/Control}');
    await screen.findByText(/^Saved\./, { selector: '.toast p' });
    await user.click(screen.getByRole('combobox', { name: 'Search articles' }));
    await user.keyboard('esim{Control>}z{/Control}');
    await vi.advanceTimersByTimeAsync(100);
    expect(desk.asked.some(([name]) => name === 'undo')).toBe(false);
  });
});

describe('drafts', () => {
  test('what is typed is with the desk 300 ms later, what is decided at once', async () => {
    await wrapUp(false);
    await user.click(screen.getByLabelText('Notes'));
    await user.keyboard('x');
    await vi.advanceTimersByTimeAsync(300);
    expect(desk.kept.at(-1)).toMatchObject({
      note: expect.stringContaining('x'),
      note_edited: true,
    });
    screen.getByLabelText(/^Resolved/).focus();
    await user.keyboard('1');
    await tick();
    expect(desk.kept.at(-1)?.outcome).toBe('resolved');
  });

  test('a full disk is said, nothing is lost, and it is tried again', async () => {
    await wrapUp(false);
    desk.faults.failing.save_draft = { code: 'disk_full', message: 'The disk is full.' };
    await user.click(screen.getByLabelText('Notes'));
    await user.keyboard('kept');
    await vi.advanceTimersByTimeAsync(400);
    expect(await screen.findByText(/not being saved/, { selector: '.title' })).toBeVisible();
    expect(screen.getByLabelText('Notes')).toHaveValue('kept');
    desk.faults.failing = {};
    await vi.advanceTimersByTimeAsync(11_000);
    expect(desk.kept.at(-1)?.note).toBe('kept');
    expect(screen.queryByText(/not being saved/, { selector: '.title' })).toBe(null);
  });

  test('a record that could not be saved stays on the screen', async () => {
    await wrapUp();
    desk.faults.failing.wrap_up = { code: 'disk_full', message: 'The disk is full.' };
    await user.keyboard('5{Control>}{Enter}{/Control}');
    await screen.findByText('That did not work');
    expect(screen.getByLabelText(/^Not a customer issue/)).toBeChecked();
    expect(desk.draft).not.toBe(null);
  });

  test('an edited note is not replaced by a template', async () => {
    await wrapUp();
    await user.click(screen.getByLabelText('Notes'));
    await user.clear(screen.getByLabelText('Notes'));
    await user.keyboard('Mine.');
    await user.click(screen.getByLabelText(/^Resolved/));
    await vi.advanceTimersByTimeAsync(500);
    expect(screen.getByLabelText('Notes')).toHaveValue('Mine.');
    await user.selectOptions(screen.getByLabelText('Template'), 'standard');
    await vi.advanceTimersByTimeAsync(100);
    expect((screen.getByLabelText('Notes') as HTMLTextAreaElement).value).toMatch(
      /^Mine\.\n.*KB-2041/s,
    );
  });
});

test('UI-40: the repeat warning is what the desk says, once for screen readers', async () => {
  desk.ring();
  await open();
  expect(await screen.findByRole('region', { name: 'Repeat contact' })).toHaveTextContent(
    /Contacted .?2.? times.* in .*4.? days/,
  );
  const said = screen.getAllByRole('status').filter((s) => /2.? times/.test(s.textContent ?? ''));
  expect(said).toHaveLength(1);
});

test('same matter: Ctrl+L answers, turns and takes back', async () => {
  desk.ring();
  await open();
  await screen.findByRole('region', { name: 'Repeat contact' });
  const verdicts = () => Object.values(desk.kept.at(-1)?.links ?? {});
  for (const expected of [['same'], ['different'], []]) {
    await user.keyboard('{Control>}l{/Control}');
    await vi.advanceTimersByTimeAsync(10);
    expect(verdicts()).toEqual(expected);
  }
});

test('UI-32: a refused record is listed with why, and can be sent again or corrected', async () => {
  desk.refuse();
  await open();
  await user.click(screen.getByRole('button', { name: /record needs you/ }));
  const panel = await screen.findByRole('dialog', { name: 'Sending to the store' });
  await within(panel).findByText(/The end is before the start/);
  await user.click(within(panel).getByRole('button', { name: 'Correct' }));
  await screen.findByRole('radiogroup', { name: /Outcome/ });
  expect(screen.getByText('Correction')).toBeVisible();
  expect(desk.draft?.revision).toBe(2);
});

test('a start that fails says what is safe and tries again', async () => {
  desk.faults.failing.start = { code: 'damaged', message: 'The journal cannot be read.' };
  render(App, { api: desk });
  await screen.findByText(/Saved contacts are on this computer/);
  desk.faults.failing = {};
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('combobox', { name: 'Search articles' });
});

test('discarding asks first', async () => {
  await wrapUp(false);
  await user.click(screen.getByRole('button', { name: 'Discard this contact' }));
  expect(desk.draft).not.toBe(null);
  await user.click(screen.getByRole('button', { name: 'Discard' }));
  await vi.advanceTimersByTimeAsync(1000);
  expect(desk.draft).toBe(null);
  expect(
    desk.asked.filter(([name]) => name === 'save_draft' || name === 'discard').at(-1)?.[0],
  ).toBe('discard');
});

test('the key of the search field, pressed in any program, shows the pane with the field', async () => {
  desk.ring();
  await open();
  await user.keyboard('{Control>}2{/Control}');
  const frame = document.querySelector('.frame');
  expect(frame).toHaveAttribute('data-pane', 'article');
  // What `src-tauri/src/manners.rs` says to the window.
  window.dispatchEvent(new Event('firsthandsearch'));
  await waitFor(() => expect(frame).toHaveAttribute('data-pane', 'search'));
  await waitFor(() =>
    expect(screen.getByRole('combobox', { name: 'Search articles' })).toHaveFocus(),
  );
});
