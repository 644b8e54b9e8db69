/** What each command does. Every button that has a key goes through here, so both do the same. */
import { tick } from 'svelte';
import type { Desk } from './desk.svelte.ts';
import { focusArticle, focusGroup, focusOn, focusSearch, turnRegion } from './focus.ts';
import type { CommandId } from './keymap.ts';
import type { FormField } from './wrap-up/form.ts';
import { seldom } from './wrap-up/seldom.ts';

/** Does it. False when there is nothing to do here, and the key keeps its own meaning. */
export async function doCommand(desk: Desk, id: CommandId, anyway = false): Promise<boolean> {
  switch (id) {
    case 'search':
      desk.pane = 'search';
      await tick();
      focusSearch();
      return true;
    case 'call':
      return call(desk, anyway);
    case 'back':
      if (!(await desk.talk.back())) return true;
      await tick();
      focusSearch();
      return true;
    case 'customer':
      await tick();
      return focusOn('customer-field');
    case 'hold':
      desk.talk.hold();
      return true;
    case 'attach':
      desk.reading.attach();
      return true;
    case 'gap':
      await desk.reading.recordGap();
      return true;
    case 'find':
      if (!desk.reader.view) return true;
      desk.pane = 'article';
      if (desk.finding) document.querySelector<HTMLInputElement>('[role=search] input')?.focus();
      desk.finding = true;
      return true;
    case 'flag':
      if (!desk.reader.view) return true;
      desk.pane = 'article';
      desk.flagging = !desk.flagging;
      await tick();
      // The menu takes its focus with it when it goes.
      if (!desk.flagging && document.activeElement === document.body) focusArticle();
      return true;
    case 'same':
      desk.telling.turnSame();
      return true;
    case 'outcome':
    case 'reason':
    case 'notes':
    case 'template':
      desk.pane = 'form';
      desk.formOpen = true;
      if (id === 'outcome') await focusForm();
      else {
        await tick();
        focusOn({ reason: 'reason-field', notes: 'note', template: 'template' }[id]);
      }
      return true;
    case 'save':
    case 'save_stay':
      return save(desk, id === 'save');
    case 'later':
      if (await desk.talk.later()) focusSearch();
      return true;
    case 'take_call':
      if (!(await desk.telephone.take())) return true;
      await tick();
      focusSearch();
      return true;
    case 'suggest_1':
    case 'suggest_2':
    case 'suggest_3':
      await desk.suggesting.open(Number(id.at(-1)) - 1);
      return true;
    case 'good':
    case 'bad':
      await desk.suggesting.rate(id === 'good');
      return true;
    case 'undo':
      return undo(desk);
    case 'pane_search':
      return doCommand(desk, 'search');
    case 'pane_article':
      desk.pane = 'article';
      await tick();
      focusArticle();
      return true;
    case 'pane_customer':
      desk.pane = 'customer';
      await tick();
      return focusOn('customer-field');
    case 'pane_form':
      return doCommand(desk, 'outcome');
    case 'region_next':
      turnRegion(1);
      return true;
    case 'region_previous':
      turnRegion(-1);
      return true;
    case 'toast':
      return focusOn('toast-undo') || focusOn('reminder-begin');
    case 'settings':
    case 'help':
      desk.panel = desk.panel === id ? null : id;
      return true;
  }
}

/**
 * The focus to the outcome, once whatever an outcome may ask for can be drawn: else the digit after it
 * would find no field, and be taken for an answer to the one before.
 */
export async function focusForm(): Promise<void> {
  await tick();
  await seldom().catch(() => null);
  await tick();
  focusGroup('outcome');
}

async function call(desk: Desk, anyway: boolean): Promise<boolean> {
  if (desk.place === 'on_call') {
    desk.talk.end();
    await focusForm();
    return true;
  }
  if (desk.place === 'wrap_up' && !anyway) return false;
  if (!(await desk.talk.start())) return true;
  await tick();
  focusOn('customer-field');
  return true;
}

async function save(desk: Desk, ready: boolean): Promise<boolean> {
  const left = await desk.record.save(ready);
  // Docked, another pane may be shown: a field that is hidden takes no focus.
  if (left && left !== 'failed') desk.pane = 'form';
  await tick();
  if (left === null) focusSearch();
  else if (left !== 'failed') focusField(left);
  return true;
}

export function focusField(field: FormField): void {
  if (field === 'reason') focusOn('reason-field');
  else if (field === 'amount' || field.startsWith('field-')) focusOn(field);
  // Whom it goes to is chosen before what they have to know can be written.
  else if (field !== 'hand_over' || !focusOn('hand-over-note')) focusGroup(field.replace('_', '-'));
}

/** Inside a field that holds text, undo is the text's own. */
async function undo(desk: Desk): Promise<boolean> {
  const at = document.activeElement;
  const typing = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
  if (!desk.record.toast || (typing && at.value !== '')) return false;
  if (await desk.record.undo()) await focusForm();
  return true;
}
