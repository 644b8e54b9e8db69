/**
 * Brings the wall before article HTML once the first screen stands, which has no article. Until then
 * nothing passes; the reader waits for it, so nobody sees an article without its text.
 */
let sanitise: ((html: string) => string) | undefined;

export async function wall(): Promise<void> {
  sanitise ??= (await import('./sanitise.ts')).sanitise;
}

export const throughWall = (html: string): string => sanitise?.(html) ?? '';
