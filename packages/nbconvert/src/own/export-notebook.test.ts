import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, markdown, notebook, png, printed, shown } from '../../test/notebooks.ts';
import { exportNotebook } from './export-notebook.ts';

function exported(format: string, content: unknown, sanitize = false): string {
  return Buffer.from(exportNotebook(content, { format, name: 'x', sanitize }).bytes).toString();
}

test('python: text becomes comments, magics become calls', () => {
  const cells = [
    markdown('# Title\n\ntext'),
    code("%time x = 'a'\n!ls *.txt\nprint(x)", [], 3),
    code('%%bash -e\nls\npwd'),
  ];
  assert.equal(
    exported('python', notebook(...cells)),
    String.raw`#!/usr/bin/env python
# coding: utf-8

# # Title
# 
# text

# In[3]:


get_ipython().run_line_magic('time', "x = 'a'")
get_ipython().system('ls *.txt')
print(x)


# In[ ]:


get_ipython().run_cell_magic('bash', '-e', 'ls\npwd\n')

`,
  );
});

test("script: the kernel's own exporter, else the language's name and type", () => {
  const { metadata, ...rest } = notebook(markdown('no code'), code('x <- 1'), code('x'));
  assert.match(exported('script', { ...rest, metadata }), /^#!\/usr\/bin\/env python/);
  const r = { language_info: { name: 'R', file_extension: '.r', mimetype: 'text/x-r-source' } };
  const result = exportNotebook({ ...rest, metadata: r }, { format: 'script', name: 'x', sanitize: false });
  assert.deepEqual(
    [Buffer.from(result.bytes).toString(), result.mediaType, result.extension],
    ['x <- 1\n\nx\n', 'text/x-r-source', '.r'],
  );
  const none = exportNotebook({ ...rest, metadata: {} }, { format: 'script', name: 'x', sanitize: false });
  assert.deepEqual([none.mediaType, none.extension], ['text/plain', '.txt']);
});

test('markdown: code fenced, output indented without colours, HTML as it is; with images an archive', () => {
  const outputs = [
    printed('one\n\u001b[31mtwo\u001b[39m\n'),
    shown({ 'text/html': '<b>bold</b>', 'text/plain': 'plain' }),
  ];
  const plain = exportNotebook(notebook(markdown('# Hi'), code('a = "```"', outputs)), {
    format: 'markdown',
    name: 'x',
    sanitize: false,
  });
  const fence = '````';
  assert.equal(
    Buffer.from(plain.bytes).toString(),
    `# Hi\n\n${fence}python\na = "\`\`\`"\n${fence}\n\n    one\n    two\n\n<b>bold</b>\n`,
  );
  const withImage = notebook(
    markdown('![](attachment:a.png)', { 'a.png': { 'image/png': png } }),
    code('p', [shown({ 'image/png': png })]),
  );
  const { mediaType, extension, bytes } = exportNotebook(withImage, { format: 'markdown', name: 'x', sanitize: false });
  assert.deepEqual([mediaType, extension], ['application/zip', '.zip']);
  for (const name of ['x.md', 'a.png', 'output_1_0.png']) assert.ok(Buffer.from(bytes).includes(name), name);
});

test('html: needs nothing from elsewhere, escapes what is text, shows images as images', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const error = { output_type: 'error', ename: 'E', evalue: '', traceback: ['\u001b[1;31mE\u001b[0m: <x>'] };
  const cells = [
    markdown('a $x_1 * y_1$ *b* [c](javascript:alert(1)) ![d](attachment:e%20f.png)', {
      'e f.png': { 'image/png': png },
    }),
    code('1 < 2', [printed('<i>\n'), shown({ 'image/svg+xml': svg }), error], 7),
  ];
  const page = exported('html', notebook(...cells));
  assert.match(page, /<title>x<\/title>/);
  assert.match(page, /<p>a <span class="math">\$x_1 \* y_1\$<\/span> <em>b<\/em> c <img src="data:image\/png;base64,/);
  assert.match(page, /In \[7\]:.*1 &lt; 2.*&lt;i&gt;/s);
  assert.match(page, /<span class="ansi-bold ansi-red">E<\/span>: &lt;x&gt;/);
  assert.match(page, /<img src="data:image\/svg\+xml;base64,/);
  assert.doesNotMatch(page, /<script|javascript:|https?:\/\//);
});

test('html: what is active stays or goes, as asked', () => {
  const cells = [
    markdown('<b onclick="alert(1)">x</b>'),
    code('t', [shown({ 'text/html': '<table onclick="alert(2)"></table>', 'text/plain': 't' })]),
    code('m', [shown({ 'text/markdown': '<img src=x onerror=alert(3)>' })]),
  ];
  assert.match(exported('html', notebook(...cells)), /<b onclick="alert\(1\)">.*<table onclick.*<img src=x onerror/s);
  const safe = exported('html', notebook(...cells), true);
  assert.doesNotMatch(safe, /<b onclick|<table|<img src=x/);
  assert.match(safe, /<iframe sandbox="" srcdoc="&lt;table onclick=&quot;alert\(2\)&quot;&gt;/);
});

test('broken parts of a notebook are left out', () => {
  const cells = [
    {},
    { cell_type: 'code', source: 3, outputs: [null, {}, { output_type: 'error' }] },
    { cell_type: 'odd' },
  ];
  for (const format of ['html', 'markdown', 'python', 'script', 'notebook'])
    assert.equal(
      typeof exported(format, { cells, metadata: { language_info: 1 }, nbformat: 4, nbformat_minor: 4 }),
      'string',
    );
});
