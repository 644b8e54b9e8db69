/**
 * The second wall before article HTML reaches the page; the desk is the first.
 * Only what an article needs: text, lists, tables, and links that stay inside.
 */
import DOMPurify from 'dompurify';

const tags = [
  'p', 'br', 'hr', 'strong', 'b', 'em', 'i', 'u', 's', 'del', 'code', 'pre', 'kbd', 'sub', 'sup',
  'ul', 'ol', 'li', 'blockquote', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr',
  'th', 'td', 'a', 'span', 'mark', 'dl', 'dt', 'dd',
];
const attributes = ['href', 'lang', 'dir', 'start', 'colspan', 'rowspan', 'scope', 'align', 'title'];

/** HTML that can do nothing but be read. Links keep only `https`, `mailto`, `tel` and `#`. */
export function sanitise(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https:|mailto:|tel:|#)/i,
    FORBID_CONTENTS: ['script', 'style', 'iframe', 'svg', 'math', 'form', 'template', 'noscript'],
  });
}
