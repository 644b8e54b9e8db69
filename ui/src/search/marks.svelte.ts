/**
 * Shows ranges of a text as hits without touching the text: CSS highlights, so that letters keep
 * their shape and nothing is rebuilt. An engine without them shows the bare text.
 */
import type { Attachment } from 'svelte/attachments';

/**
 * Says of a text whether its box cuts it, by the class `cut`. Measured after the page was laid out and
 * before it is painted, so that no key waits for it.
 */
export function cut(_text: string): Attachment<HTMLElement> {
  return (element) => {
    if (typeof ResizeObserver === 'undefined') return;
    const watch = new ResizeObserver(() =>
      element.classList.toggle('cut', element.scrollHeight > element.clientHeight + 2),
    );
    watch.observe(element);
    return () => watch.disconnect();
  };
}

type Marks = readonly (readonly [number, number])[];

/** Puts ranges of the first text inside the element under the highlight called `name`. */
export function marks(spans: Marks, name = 'hit'): Attachment<HTMLElement> {
  return (element) => {
    if (typeof CSS === 'undefined' || !('highlights' in CSS)) return;
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
    if (!text) return;
    let highlight = CSS.highlights.get(name);
    if (!highlight) CSS.highlights.set(name, (highlight = new Highlight()));
    const length = text.nodeValue?.length ?? 0;
    const ranges = spans
      .filter(([from, to]) => from < to && to <= length)
      // An engine follows every change of the page with a live range; these stay as they were made.
      .map(
        ([startOffset, endOffset]) =>
          new StaticRange({ startContainer: text, startOffset, endContainer: text, endOffset }),
      );
    for (const range of ranges) highlight.add(range);
    return () => {
      for (const range of ranges) highlight.delete(range);
    };
  };
}
