/** UI-35: an article that means harm is only read. */
import { expect, test } from 'vitest';
import { sanitise } from '../../src/article/sanitise.ts';

test.each([
  ['script', '<p>ok</p><script>alert(1)</script>', '<p>ok</p>'],
  ['handler', '<p onclick="alert(1)">ok</p>', '<p>ok</p>'],
  ['image', '<p>a<img src=x onerror=alert(1)>b</p>', '<p>ab</p>'],
  ['javascript link', '<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
  ['data link', '<a href="data:text/html,x">a</a>', '<a>a</a>'],
  ['plain http link', '<a href="http://example.com">a</a>', '<a>a</a>'],
  ['svg', '<svg><script>alert(1)</script><text>t</text></svg>', ''],
  ['style', '<style>body{display:none}</style><p style="position:fixed">ok</p>', '<p>ok</p>'],
  ['frame', '<iframe src="https://example.com">x</iframe>', ''],
  ['form', '<form action="https://example.com"><input name=a></form>', ''],
  ['meta refresh', '<meta http-equiv="refresh" content="0;url=https://example.com">', ''],
  ['id and class', '<p id="outcome" class="ltr" data-x="1">ok</p>', '<p>ok</p>'],
  ['mathml trick', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', ''],
])('%s', (_, html, safe) => {
  expect(sanitise(html)).toBe(safe);
});

test('what an article needs stays', () => {
  const html =
    '<h3>a</h3><ul><li><strong>b</strong> <code>c</code></li></ul><table><thead><tr><th>d</th></tr></thead></table><a href="https://example.com/x">e</a>';
  expect(sanitise(html)).toBe(html);
});

test('ids, addresses, versions and numbers are kept whole', () => {
  expect(sanitise('<p>(KB-1291) F-31, 192.168.1.1, 4.2.18, 0771-555 010.</p>')).toBe(
    '<p>(<span class="ltr">KB-1291</span>) <span class="ltr">F-31</span>, <span class="ltr">192.168.1.1</span>, <span class="ltr">4.2.18</span>, <span class="ltr">0771-555 010</span>.</p>',
  );
  expect(sanitise('<p>10 s, 200 kr, 1,000</p>')).toBe('<p>10 s, 200 kr, 1,000</p>');
});
