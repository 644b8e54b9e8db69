/** UI-35: an article that means harm is only read. */
import DOMPurify from 'dompurify';
import { expect, test, vi } from 'vitest';
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

test('plain text is read without a document for it', () => {
  const purify = vi.spyOn(DOMPurify, 'sanitize');
  expect(sanitise('Ring F-31 before 5 > 4.')).toBe(
    'Ring <span class="ltr">F-31</span> before 5 > 4.',
  );
  expect(purify).not.toHaveBeenCalled();
  expect(sanitise('a &lt;b&gt;')).toBe('a &lt;b&gt;');
  expect(purify).toHaveBeenCalledOnce();
});

test('what is kept whole is text, never a part of a tag or an entity', () => {
  const inert = [
    '<a href="https://example.com/KB-12" title="> KB-12 192.168.1.1">e</a>',
    '<p title="&quot;> F-31 <b>">&amp;#x1F; R&amp;D</p>',
    'a &#0000000065; b',
  ];
  for (const html of inert) {
    const shell = document.createElement('div');
    shell.innerHTML = sanitise(html);
    expect(shell.querySelector('.ltr'), html).toBe(null);
    expect(shell.querySelector('b'), html).toBe(null);
  }
  const shell = document.createElement('div');
  shell.innerHTML = sanitise(
    '<p title="x&quot;y > KB-12">R&amp;D-12 &lt;KB-1&gt;\u00a00771-555 010</p>',
  );
  expect([...shell.querySelectorAll('.ltr')].map((e) => e.textContent)).toEqual([
    'D-12',
    'KB-1',
    '0771-555 010',
  ]);
  expect(shell.querySelector('p')?.title).toBe('x"y > KB-12');
});
