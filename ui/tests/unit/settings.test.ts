/** The settings: what the centre decides is not to be changed, what is refused harms no other. */
import { screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Opened, prepare } from './opened.ts';

let it: Opened;
beforeEach(() => (it = prepare()));
afterEach(() => vi.useRealTimers());

async function settings() {
  await it.open();
  await it.user.keyboard('{Control>},{/Control}');
  return screen.findByRole('spinbutton', { name: 'Repeat warning, hours' }, { timeout: 20_000 });
}

test('the window of the repeat warning is the agent’s where the centre decides none', async () => {
  const field = await settings();
  expect(field).toHaveValue('48');
  field.focus();
  await it.user.keyboard('{ArrowUp}');
  await vi.advanceTimersByTimeAsync(500);
  expect(it.desk.settings.repeat_window_h).toBe(49);
});

test('what the centre decided is shown, said, and not to be changed', async () => {
  it.desk.teamWindow = 24;
  const field = await settings();
  expect(field).toHaveValue('24');
  expect(field).toHaveAttribute('readonly');
  expect(field).toHaveAccessibleDescription('Your centre has decided this.');
  field.focus();
  await it.user.keyboard('{ArrowUp}');
  await it.user.type(field, '7');
  await vi.advanceTimersByTimeAsync(500);
  expect(field).toHaveValue('24');
  expect(it.desk.settings.repeat_window_h).toBe(48);
});

test('how it stands where calls come in is on the settings screen, as it changes', async () => {
  await settings();
  const plain = () =>
    document.querySelector('.settings')?.textContent?.replace(/[\u2066-\u2069]/g, '');
  expect(plain()).toContain('Call events are taken on port 7172.');
  it.desk.tell('intake_changed', {
    port: 49152,
    taken: true,
    exchange: 'refused',
    why: 'the login was refused: Authentication failed',
  });
  await screen.findByText(/Asterisk refuses the login/);
  expect(plain()).toContain(
    'Another program has this port, so call events are taken on port 49152.',
  );
  expect(plain()).toContain('Authentication failed');
});

test('beside what waits to be sent only what is broken is said of the telephone', async () => {
  await it.open();
  await it.user.click(document.querySelector('#sync-button') as Element);
  await screen.findByText('Everything has reached the store.', {}, { timeout: 20_000 });
  expect(screen.queryByText(/Call events/)).toBeNull();
  it.desk.tell('intake_changed', {
    port: 7172,
    taken: false,
    exchange: 'lost',
    why: 'it does not answer',
  });
  await screen.findByText(/No connection to Asterisk/);
  expect(screen.queryByText(/Call events/)).toBeNull();
});

test('whom enrolment named stays named when another setting is changed', async () => {
  Object.assign(it.desk.settings, { agent: 'agent', store_url: null });
  await settings();
  await it.user.type(document.querySelector('#set-url') as Element, 'https://store.example:7171');
  await it.user.type(document.querySelector('#set-code') as Element, 'ABCD-1234');
  await it.user.click(screen.getByRole('button', { name: 'Enrol' }));
  await screen.findByText('This desk is enrolled.');
  expect(screen.getByLabelText('Agent id')).toHaveValue('desk-7');
  await it.user.selectOptions(screen.getByLabelText('Theme'), 'dark');
  await vi.advanceTimersByTimeAsync(500);
  const sent = it.desk.asked.findLast(([name]) => name === 'save_settings')?.[1];
  expect(sent).toMatchObject({ theme: 'dark', agent: 'desk-7' });
  expect(it.desk.settings).toMatchObject({
    theme: 'dark',
    agent: 'desk-7',
    store_url: 'https://store.example:7171',
  });
});

describe('a setting that the desk refuses', () => {
  const notice = () => screen.queryByText('A setting was not kept');
  const address = () => screen.getByLabelText('Asterisk manager');

  test('keeps no other from being kept, is said, and can be made whole', async () => {
    await settings();
    await it.user.type(address(), 'pbx.example:5038');
    // Both within the same moment: only the one that is wrong is left out.
    await it.user.selectOptions(screen.getByLabelText('Theme'), 'dark');
    await vi.advanceTimersByTimeAsync(500);
    expect(notice()).toBeVisible();
    expect(it.desk.settings).toMatchObject({ theme: 'dark', intake: { asterisk: null } });
    await it.user.selectOptions(screen.getByLabelText('Row height'), 'compact');
    await vi.advanceTimersByTimeAsync(500);
    expect(it.desk.settings.density).toBe('compact');
    expect(notice(), 'it is still not kept').toBeVisible();
    expect(address(), 'and stays to be corrected').toHaveValue('pbx.example:5038');
    await it.user.type(screen.getByLabelText('Asterisk user'), 'firsthand');
    await it.user.tab();
    await vi.advanceTimersByTimeAsync(500);
    expect(notice()).toBe(null);
    expect(it.desk.settings.intake.asterisk).toEqual({
      address: 'pbx.example:5038',
      user: 'firsthand',
    });
  });

  test('is shown as it is kept once the settings are closed', async () => {
    await settings();
    await it.user.type(address(), 'pbx.example:5038');
    await it.user.tab();
    await vi.advanceTimersByTimeAsync(500);
    await it.user.keyboard('{Escape}');
    expect(notice(), 'that it is not kept is not forgotten').toBeVisible();
    await it.user.keyboard('{Control>},{/Control}');
    await waitFor(() => expect(address()).toHaveValue(''));
  });

  test('one that cannot be kept at present is kept with the next', async () => {
    await settings();
    it.desk.faults.failing.save_settings = { code: 'disk_full', message: 'The disk is full.' };
    await it.user.selectOptions(screen.getByLabelText('Theme'), 'dark');
    await vi.advanceTimersByTimeAsync(500);
    expect(screen.getByText('That did not work')).toBeVisible();
    delete it.desk.faults.failing.save_settings;
    await it.user.selectOptions(screen.getByLabelText('Row height'), 'compact');
    await vi.advanceTimersByTimeAsync(500);
    expect(it.desk.settings).toMatchObject({ theme: 'dark', density: 'compact' });
    expect(screen.queryByText('That did not work')).toBe(null);
  });
});
