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
const whole = /\b[A-Z]{1,4}-\d+\b|\b\d+(?:\.\d+){2,}\b|(?:\+|\b)\d[\d -]{6,}\d\b/;
/** The same, and what it may not look into: tags and entities. */
const pieces = new RegExp(`<(?:"[^"]*"|[^">])*>|&#?\\w+;|${whole.source}`, 'g');

/** HTML that can do nothing but be read. Links keep only `https`, `mailto`, `tel` and `#`. */
export function sanitise(html: string): string {
  // Most steps are plain text, and a document for each is a lot of memory.
  return keepWhole(/[<&]/.test(html) ? purify(html) : html);
}

function purify(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https:|mailto:|tel:|#)/i,
    FORBID_CONTENTS: ['script', 'style', 'iframe', 'svg', 'math', 'form', 'template', 'noscript'],
  });
}

/**
 * Puts what belongs together into one piece. Text comes here written by the engine: a tag's values
 * stand in double quotes with none inside, and what is no tag nor entity is text.
 */
function keepWhole(clean: string): string {
  return clean.replace(pieces, (piece) =>
    /^[<&]/.test(piece) ? piece : `<span class="ltr">${piece}</span>`,
  );
}
