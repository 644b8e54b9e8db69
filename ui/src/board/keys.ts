/**
 * The board key: comes in the address after `#`, which browsers do not send, stays in this tab
 * only, and leaves the address at once so that it is not copied along with it.
 */
const name = 'firsthand.board-key';

export function takeKey(page: Window): string | null {
  const given = new URLSearchParams(page.location.hash.slice(1)).get('key')?.trim();
  if (given) {
    keepKey(page, given);
    page.history.replaceState(null, '', page.location.pathname + page.location.search);
    return given;
  }
  return page.sessionStorage.getItem(name);
}

export function keepKey(page: Window, key: string): void {
  page.sessionStorage.setItem(name, key);
}

export function forgetKey(page: Window): void {
  page.sessionStorage.removeItem(name);
}
