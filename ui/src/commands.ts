/** What each command does. Every button that has a key goes through here, so both do the same. */
import { tick } from 'svelte';
import type { Desk } from './desk.svelte.ts';
import { focusArticle, focusGroup, focusOn, focusSearch, turnRegion } from './focus.ts';
import type { CommandId } from './keymap.ts';
import type { FormField } from './wrap-up/form.ts';

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
    case 'customer':
      await tick();
      return focusOn('customer-field');
    case 'hold':
      desk.hold();
      return true;
    case 'attach':
      await desk.attach();
      return true;
    case 'gap':
      desk.recordGap();
      return true;
    case 'find':
      if (!desk.reader.view) return true;
      desk.pane = 'article';
      desk.finding = true;
      return true;
    case 'same':
      desk.turnSame();
      return true;
    case 'outcome':
    case 'reason':
    case 'notes':
    case 'template':
      await showForm(desk);
      if (id === 'outcome') focusGroup('outcome');
      else focusOn({ reason: 'reason-field', notes: 'note', template: 'template' }[id]);
      return true;
    case 'save':
    case 'save_stay':
      return save(desk, id === 'save');
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
      return focusOn('toast-undo');
    case 'settings':
    case 'help':
      desk.panel = desk.panel === id ? null : id;
      return true;
  }
}

async function showForm(desk: Desk): Promise<void> {
  desk.pane = 'form';
  desk.formOpen = true;
  await tick();
}

async function call(desk: Desk, anyway: boolean): Promise<boolean> {
  if (desk.place === 'on_call') {
    desk.endConversation();
    await tick();
    focusGroup('outcome');
    return true;
  }
  if (desk.place === 'wrap_up' && !anyway) return false;
  if (!(await desk.startCall())) return true;
  await tick();
  focusOn('customer-field');
  return true;
}

async function save(desk: Desk, ready: boolean): Promise<boolean> {
  const left = await desk.save(ready);
  await tick();
  if (left === null) focusSearch();
  else if (left !== 'failed') focusField(left);
  return true;
}

export function focusField(field: FormField): void {
  if (field === 'reason') focusOn('reason-field');
  else
    focusGroup(
      {
        outcome: 'outcome',
        root_cause: 'root-cause',
        follow_up: 'follow-up',
        hand_over: 'hand-over',
      }[field],
    );
}

/** Inside a field that holds text, undo is the text's own. */
async function undo(desk: Desk): Promise<boolean> {
  const at = document.activeElement;
  const typing = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
  if (!desk.toast || (typing && at.value !== '')) return false;
  if (await desk.undo()) {
    await tick();
    focusGroup('outcome');
  }
  return true;
}
