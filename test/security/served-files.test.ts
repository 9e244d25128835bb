import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Home } from '@himalia/testing';
import { operations, pathOf, served } from './attack-surface.ts';
import { type Answer, DefendedServer } from './defended-server.ts';

const script = '<script>fetch("/api/terminals",{method:"POST"})</script>';
const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
const files: Readonly<Record<string, string>> = {
  'a.html': script,
  'a.htm': script,
  'a.xhtml': `<html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`,
  'a.svg': svg,
  'a.xml': `<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></x>`,
  'a.xsl': svg,
  'a.pdf': '%PDF-1.4',
  'a.js': 'alert(1)',
  'a.css': 'x{}',
  'a.json': '{}',
  'a.txt': script,
  'a.unknown': script,
  a: script,
  'a.png': script,
  'a.html.gz': script,
  'a.mhtml': script,
  'a.swf': script,
  'a.HTML': script,
  'a.html ': script,
};
/** Markup wherever a page shows what others chose. */
const markup = '"><img src=x onerror=alert(1)>\'</script>';
const notebook = {
  cells: [
    { cell_type: 'markdown', id: 'a', metadata: {}, source: `${script}\n\n[x](javascript:alert(1))` },
    {
      cell_type: 'code',
      id: 'b',
      metadata: {},
      execution_count: 1,
      source: '1',
      outputs: [
        { output_type: 'display_data', metadata: {}, data: { 'text/html': script, 'image/svg+xml': svg } },
        { output_type: 'stream', name: 'stdout', text: script },
      ],
    },
  ],
  metadata: { title: markup, kernelspec: { name: markup, display_name: markup } },
  nbformat: 4,
  nbformat_minor: 5,
};

let server: DefendedServer;
before(async () => {
  const home = new Home();
  const all = { ...files, 'n.ipynb': notebook, 'a<b>.ipynb': notebook };
  for (const [name, content] of Object.entries(all)) home.write(`root/${name}`, content);
  mkdirSync(join(home.root, 'folder'));
  server = await DefendedServer.start({ home });
});
after(() => server[Symbol.asyncDispose]());

function policyOf({ headers }: Answer): Map<string, string> {
  const directives = String(headers['content-security-policy'] ?? '').split(';');
  return new Map(directives.map((one) => one.trim()).map((one) => [one.split(' ', 1)[0] ?? '', one]));
}

/** Runs without the origin: neither cookies nor the API are within its reach. */
function assertSandboxed(answer: Answer, what: string): void {
  const sandbox = policyOf(answer).get('sandbox');
  assert.ok(sandbox !== undefined, `${what} has no sandbox: ${answer.headers['content-security-policy']}`);
  assert.doesNotMatch(sandbox, /allow-same-origin|allow-top-navigation|allow-popups-to-escape/, what);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff', what);
}

describe('what others wrote, from our origin', () => {
  for (const name of Object.keys(files))
    test(`/files/${name}`, async () => {
      const path = `files/${encodeURIComponent(name)}`;
      const answers = [
        await server.ask(path),
        await server.ask(path, { headers: { range: 'bytes=0-10' } }),
        await server.ask(path, { method: 'HEAD' }),
        await server.ask(`${path}?download=1`),
      ];
      for (const answer of answers) {
        assert.ok([200, 206].includes(answer.status), `${answer.status}`);
        assertSandboxed(answer, name);
        assert.ok(answer.headers['content-type'], 'a type, so that nobody guesses');
        assert.equal(answer.headers['access-control-allow-origin'], undefined);
      }
      assert.match(String(answers[3]?.headers['content-disposition']), /^attachment;/);
    });

  test('what a file is not is told by its name, not by its content', async () => {
    for (const name of ['a.txt', 'a.unknown', 'a', 'a.png', 'a.html.gz', 'a.html '])
      assert.doesNotMatch(
        String((await server.ask(`files/${encodeURIComponent(name)}`)).headers['content-type']),
        /html|svg|xml/,
      );
  });

  test('notebooks are downloaded, not shown', async () => {
    const { headers } = await server.ask('files/n.ipynb');
    assert.match(String(headers['content-disposition']), /^attachment;/);
  });

  test('a name cannot end its header', async () => {
    const name = `x"; filename=evil.html\n.txt`.replace('\n', '%0a');
    const path = `files/${encodeURIComponent(name)}`;
    await server.ask(`api/himalia/files/${encodeURIComponent(name)}`, { method: 'PUT', body: 'x' });
    const { headers } = await server.ask(`${path}?download=1`);
    assert.match(String(headers['content-disposition']), /^attachment; filename\*=utf-8''[\w%.~-]+$/);
  });

  test('/view is a page of ours around a frame without our origin', async () => {
    const { text } = await server.ask('view/a.html');
    assert.match(text, /<iframe [^>]*sandbox="allow-scripts"/);
    assert.ok(!text.includes(script));
  });

  const exports = ['html', 'markdown', 'script', 'notebook', 'slides', 'latex', 'rst', 'asciidoc', 'python'];
  for (const format of exports)
    test(`/nbconvert/${format}`, async () => {
      for (const answer of [
        await server.ask(`nbconvert/${format}/n.ipynb`),
        await server.ask(`nbconvert/${format}`, {
          method: 'POST',
          body: JSON.stringify({ content: notebook, name: markup }),
        }),
      ]) {
        if (answer.status === 200) assertSandboxed(answer, format);
        assert.ok(answer.status === 200 || answer.status < 500 || answer.status === 503, `${answer.status}`);
        if (answer.status !== 200) assert.ok(!answer.text.includes(script));
      }
    });

  test('a conversion that was waited for later is in the same sandbox', async () => {
    const started = await server.ask('nbconvert/html/n.ipynb', { headers: { prefer: 'respond-async' } });
    if (started.status !== 202) return assertSandboxed(started, 'at once');
    const operation = String(started.headers.location).replace(/^\//, '');
    await server.ask(`${operation}?wait=30`);
    const result = await server.ask(`${operation}/result`);
    assert.equal(result.status, 200, result.text);
    if (!/^attachment/.test(String(result.headers['content-disposition']))) assertSandboxed(result, 'result');
  });
});

describe('pages and answers of our own', () => {
  const asked = [markup, encodeURIComponent(markup), '%3Cscript%3Ealert(1)%3C/script%3E'];
  test('what was asked for is never markup', async () => {
    const has = await served(server);
    for (const operation of operations.filter((one) => one.method === 'GET' && has(one)))
      for (const text of asked) {
        const values = Object.fromEntries(operation.parameters.map(({ name }) => [name, encodeURIComponent(text)]));
        const query = new URLSearchParams(operation.parameters.map(({ name }) => [name, text]));
        const answer = await server.ask(`${pathOf(operation, values)}?${query}`);
        const { 'content-type': type = '' } = answer.headers;
        if (!/html|xml|svg/.test(type)) continue;
        assert.ok(!answer.text.includes('<img src=x'), `${operation.id}: ${answer.status}`);
        assert.ok(!answer.text.includes('<script>alert(1)'), `${operation.id}: ${answer.status}`);
      }
  });

  test('every answer of every operation: nosniff, a policy, a referrer policy, frames of ours only', async () => {
    const has = await served(server);
    for (const operation of operations.filter((one) => has(one) && one.id !== 'postShutdown')) {
      for (const answer of [
        await server.ask(pathOf(operation), { method: operation.method }),
        await server.bare(pathOf(operation), { method: operation.method }),
      ]) {
        const what = `${operation.id} ${answer.status}`;
        if (answer.status === 302) continue; // a redirect has nothing to show
        assert.equal(answer.headers['x-content-type-options'], 'nosniff', what);
        assert.equal(policyOf(answer).get('frame-ancestors'), "frame-ancestors 'self'", what);
        assert.match(
          String(answer.headers['referrer-policy']),
          /^(same-origin|strict-origin-when-cross-origin)$/,
          what,
        );
        assert.doesNotMatch(answer.text, /\n\s+at .+:\d+:\d+\)?/, `${what}: a stack`);
        if (answer.headers['content-type']?.includes('json'))
          assert.equal(policyOf(answer).get('default-src'), "default-src 'none'", what);
      }
    }
  });

  test('pages without a front end run no script at all', async () => {
    for (const answer of [
      await server.bare('login'),
      await server.bare('logout'),
      await server.ask('no/such/page', { headers: { accept: 'text/html' } }),
      await server.ask('himalia'),
    ]) {
      assert.equal(policyOf(answer).get('default-src'), "default-src 'none'");
      assert.equal(policyOf(answer).get('script-src'), undefined);
      assert.doesNotMatch(String(answer.headers['content-security-policy']), /unsafe/);
      assert.equal(policyOf(answer).get('form-action'), "form-action 'self'");
      assert.equal(policyOf(answer).get('base-uri'), "base-uri 'none'");
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
  });
});
