/**
 * The second wall before article HTML reaches the page; the desk is the first.
 * Only what an article needs: text, lists, tables, and links that stay inside.
 * Ids, addresses and versions are kept in one piece and in their own order.
 */
import DOMPurify from 'dompurify';

const tags = [
  'p',
  'br',
  'hr',
  'strong',
  'b',
  'em',
  'i',
  'u',
  's',
  'del',
  'code',
  'pre',
  'kbd',
  'sub',
  'sup',
  'ul',
  'ol',
  'li',
  'blockquote',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'a',
  'span',
  'mark',
  'dl',
  'dt',
  'dd',
];
const attributes = [
  'href',
  'lang',
  'dir',
  'start',
  'colspan',
  'rowspan',
  'scope',
  'align',
  'title',
];

/** `KB-2041`, `F-31`, `192.168.1.1`, `4.2.18`, `+46 70 174 06 12`, `0771-555 010`. */
const whole = /\b[A-Z]{1,4}-\d+\b|\b\d+(?:\.\d+){2,}\b|(?:\+|\b)\d[\d -]{6,}\d\b/g;

/** HTML that can do nothing but be read. Links keep only `https`, `mailto`, `tel` and `#`. */
export function sanitise(html: string): string {
  const clean = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https:|mailto:|tel:|#)/i,
    FORBID_CONTENTS: ['script', 'style', 'iframe', 'svg', 'math', 'form', 'template', 'noscript'],
    RETURN_DOM_FRAGMENT: true,
  });
  keepWhole(clean);
  const shell = document.createElement('div');
  shell.append(clean);
  return shell.innerHTML;
}

function keepWhole(root: DocumentFragment): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const found = [...text.data.matchAll(whole)];
    if (found.length === 0) continue;
    const parts: (string | Node)[] = [];
    let at = 0;
    for (const match of found) {
      const piece = document.createElement('span');
      piece.className = 'ltr';
      piece.textContent = match[0];
      parts.push(text.data.slice(at, match.index), piece);
      at = match.index + match[0].length;
    }
    parts.push(text.data.slice(at));
    text.replaceWith(...parts);
  }
}
