/** UI-45: a limit on after-call work warns in time, gives more time, and never records anything. */
import { screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Opened, prepare } from './opened.ts';

let it: Opened;
beforeEach(() => {
  it = prepare();
  it.desk.codes.centre.acw = {
    mode: 'limit',
    limit_s: 60,
    warn_s: 20,
    extend_s: 60,
    extensions: 10,
  };
  it.desk.ring();
});
afterEach(() => vi.useRealTimers());

/** So many seconds later, without drawing each of them. */
async function seconds(n: number) {
  vi.setSystemTime(Date.now() + (n - 1) * 1000);
  await vi.advanceTimersByTimeAsync(1000);
}
const warning = () => screen.queryByText(/is set aside in/);
const recorded = () => it.desk.asked.filter(([name]) => name === 'wrap_up');
const parked = () => it.desk.asked.filter(([name]) => name === 'finish_later');

async function wrapUp() {
  await it.open();
  await it.user.keyboard('{Control>}e{/Control}');
  await screen.findByRole('radiogroup', { name: /Outcome/ });
}

describe('UI-45: the time limit', () => {
  test('warns 20 s before, says it once, and then sets the draft aside as it is', async () => {
    await wrapUp();
    await it.user.keyboard('3');
    await seconds(35);
    expect(warning()).toBe(null);
    await seconds(8);
    expect(warning()).toBeVisible();
    expect(it.said.filter((text) => /set aside soon/.test(text))).toHaveLength(1);
    await seconds(20);
    expect(warning()).toBe(null);
    expect(parked()).toHaveLength(1);
    expect(recorded()).toEqual([]);
    const home = await screen.findByRole('region', { name: /Unfinished wrap-ups/ });
    expect(within(home).getByText('Not resolved')).toBeVisible();
  });

  test('Space gives more time, ten times and not for ever', async () => {
    await wrapUp();
    screen.getByRole('main').focus();
    await seconds(42);
    for (let n = 0; n < 10; n += 1) {
      expect(warning(), `extension ${n + 1}`).toBeVisible();
      await it.user.keyboard(' ');
      expect(warning()).toBe(null);
      await seconds(60);
    }
    expect(it.desk.asked.filter(([name]) => name === 'extend')).toHaveLength(10);
    expect(
      screen.getByText(/waits under Unfinished wrap-ups\./, { selector: '.limit p' }),
    ).toBeVisible();
    expect(it.said.filter((text) => /Press Space/.test(text))).toHaveLength(10);
    expect(it.said.at(-1)).toMatch(/set aside soon, as it is.*waits under Unfinished wrap-ups\./);
    expect(screen.queryByRole('button', { name: /More time/ })).toBe(null);
    await seconds(20);
    expect(parked()).toHaveLength(1);
    expect(recorded()).toEqual([]);
  });

  test('any edit gives more time; a space in the note is an edit and stays a space', async () => {
    await wrapUp();
    await seconds(42);
    await it.user.click(screen.getByLabelText('Notes'));
    await it.user.keyboard('a b');
    expect(warning()).toBe(null);
    expect((screen.getByLabelText('Notes') as HTMLTextAreaElement).value).toContain('a b');
    await seconds(30);
    expect(parked()).toEqual([]);
  });

  test('time that it was set aside is no after-call work', async () => {
    await wrapUp();
    await it.user.keyboard('3{Control>}p{/Control}');
    await screen.findByRole('region', { name: /Unfinished wrap-ups/ });
    const draft = it.desk.kept.at(-1);
    expect(draft).toMatchObject({ outcome: 'not_resolved', phase: 'wrap_up' });
    await seconds(600);
    expect(recorded()).toEqual([]);
    expect(parked()).toHaveLength(1);
  });

  test('one whose time is over stays when it is opened again', async () => {
    await wrapUp();
    await it.user.keyboard('3');
    await seconds(70);
    const home = await screen.findByRole('region', { name: /Unfinished wrap-ups/ });
    await seconds(600);
    await it.user.click(within(home).getByText('Not resolved'));
    await screen.findByRole('radiogroup', { name: /Outcome/ });
    await seconds(5);
    expect(warning()).toBe(null);
    await seconds(600);
    expect(screen.getByRole('radiogroup', { name: /Outcome/ })).toBeVisible();
    expect(parked()).toHaveLength(1);
  });

  test('a correction has no limit: it is no after-call work', async () => {
    await wrapUp();
    await it.user.keyboard('5{Control>}{Enter}{/Control}');
    await screen.findByText(/^Saved\./, { selector: '.toast p' });
    await seconds(600);
    const last = screen.getByRole('region', { name: 'Your last contacts' });
    await it.user.click(within(last).getByRole('button', { name: /Correct/ }));
    await screen.findByRole('radiogroup', { name: /Outcome/ });
    await seconds(600);
    expect(warning()).toBe(null);
    expect(screen.getByRole('radiogroup', { name: /Outcome/ })).toBeVisible();
    expect(parked()).toEqual([]);
  });

  test('no limit and a target do neither', async () => {
    it.desk.codes.centre.acw = { ...it.desk.codes.centre.acw, mode: 'no_limit' };
    await wrapUp();
    await seconds(1800);
    expect(screen.queryByRole('meter')).toBe(null);
    expect(warning()).toBe(null);
    expect([...parked(), ...recorded()]).toEqual([]);
  });
});
