/** Where the focus goes. One place, so that no screen has to know another's insides. */

/** Puts the focus on the element with this id; true when there was one. */
export function focusOn(id: string): boolean {
  const element = document.getElementById(id);
  element?.focus();
  return element !== null && document.activeElement === element;
}

export function focusSearch(): void {
  const field = document.getElementById('search-field');
  if (field instanceof HTMLInputElement) {
    field.focus();
    field.select();
  }
}

/** The first step of the article, else the article itself. */
export function focusArticle(): void {
  const region = document.querySelector<HTMLElement>('[data-region="article"]');
  (region?.querySelector<HTMLElement>('[data-step]') ?? region)?.focus();
}

/** The chosen radio of a group, else its first, else the group, to wait for them. */
export function focusGroup(id: string): void {
  const group = document.getElementById(id);
  const radio =
    group?.querySelector<HTMLInputElement>('input:checked') ??
    group?.querySelector<HTMLInputElement>('input');
  (radio ?? group)?.focus();
}

const focusable =
  'input:not([disabled]), button:not([disabled]), select, textarea, a[href], [tabindex]:not([tabindex="-1"])';

const visible = (element: Element): boolean => element.getClientRects().length > 0;

/** The keys are with nobody, or with something that is no longer shown. */
export function lost(): boolean {
  const at = document.activeElement;
  return !at || at === document.body || !visible(at);
}

/** The next region, or the one before, round and round. */
export function turnRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(visible);
  if (regions.length === 0) return;
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(here + by + regions.length) % regions.length] ?? regions[0];
  const inside =
    next?.querySelector<HTMLElement>('input:checked') ??
    [...(next?.querySelectorAll<HTMLElement>(focusable) ?? [])].find(visible);
  (inside ?? next)?.focus();
}
