/** The settings: what the centre decides is shown and not to be changed. */
import { screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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
