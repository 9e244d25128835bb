import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bootServer, contentsPlugins, isRunning, type TestServer } from '@himalia/testing';
import { code, markdown, notebook, png, printed, shown } from './notebooks.ts';

const python = process.env.HIMALIA_PEER_PYTHON ?? process.env.HIMALIA_PYTHON;
const has = python !== undefined && spawnSync(python, ['-c', 'import nbconvert']).status === 0;
const plugins = [...contentsPlugins, '@himalia/nbconvert:nbconvert'];
const content = notebook(markdown('# Created by test'), code('print(2 * 6)', [printed('12\n')], 1));

async function start(prefix: string, nbconvert: object = {}): Promise<TestServer> {
  return await bootServer({ plugins, config: { paths: { pythonPrefix: prefix }, nbconvert: { ...nbconvert } } });
}

describe('with an installed nbconvert', {
  skip: has ? false : 'set HIMALIA_PEER_PYTHON to a Python with nbconvert',
}, () => {
  let server: TestServer;
  const get = (path: string) => server.ask(path, { redirect: 'manual' });
  before(async () => {
    server = await start(dirname(dirname(python ?? '')));
    writeFileSync(join(server.root, 'a.ipynb'), JSON.stringify(content));
    const image = notebook(code('plot', [shown({ 'image/png': png, 'text/plain': 'plot' })]));
    writeFileSync(join(server.root, 'image.ipynb'), JSON.stringify(image));
  });
  after(() => server?.stop());

  test('getExportFormats: all that it knows', async () => {
    const formats = (await (await get('api/nbconvert')).json()) as Record<string, { output_mimetype: string }>;
    assert.deepEqual(formats.python, { output_mimetype: 'text/x-python' });
    for (const name of ['html', 'latex', 'markdown', 'notebook', 'pdf', 'rst', 'script', 'slides'])
      assert.ok(name in formats, name);
  });

  test('exportNotebook: what it writes is what is given', async () => {
    const args = ['-m', 'jupyter', 'nbconvert', '--stdout', '--to', 'python', join(server.root, 'a.ipynb')];
    const { stdout } = spawnSync(python ?? '', args, { encoding: 'utf8' });
    const script = await get('nbconvert/python/a.ipynb?download=true');
    assert.deepEqual([script.status, await script.text()], [200, stdout]);
    assert.equal(script.headers.get('content-disposition'), "attachment; filename*=utf-8''a.py");
    const page = await get('nbconvert/html/a.ipynb');
    assert.match(await page.text(), /Created by test/);
    assert.match(page.headers.get('content-security-policy') ?? '', /sandbox allow-scripts$/);
  });

  test('exportNotebook: with further files, an archive', async () => {
    const archive = await get('nbconvert/markdown/image.ipynb');
    assert.deepEqual(
      [archive.status, archive.headers.get('content-type'), archive.headers.get('content-disposition')],
      [200, 'application/zip', "attachment; filename*=utf-8''image.zip"],
    );
    const bytes = Buffer.from(await archive.arrayBuffer());
    for (const name of ['image.md', 'output_0_0.png']) assert.ok(bytes.includes(name), name);
  });

  test('exportNotebook: active content is taken out where that is asked', async () => {
    writeFileSync(join(server.root, 'active.ipynb'), JSON.stringify(notebook(markdown('<b onclick="alert(1)">x</b>'))));
    assert.match(await (await get('nbconvert/html/active.ipynb')).text(), /onclick="alert/);
    assert.doesNotMatch(await (await get('nbconvert/html/active.ipynb?sanitize_html=true')).text(), /onclick="alert/);
  });

  test('convertNotebook; an unknown format; a conversion that fails says why', async () => {
    const post = (format: string) => server.ask(`nbconvert/${format}`, { method: 'POST', body: { content } });
    assert.match(await (await post('html')).text(), /Created by test/);
    const unknown = await post('nope');
    assert.deepEqual([unknown.status, /No exporter for format: nope/.test(await unknown.text())], [404, true]);
    const failing = await post('custom');
    assert.deepEqual(
      [failing.status, /nbconvert failed: |Could not construct Exporter/.test(await failing.text())],
      [500, true],
    );
  });
});

/** An environment whose Python is this script. */
function environment(server: { readonly folder: string }, name: string, script: string): string {
  const prefix = join(server.folder, name);
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  mkdirSync(join(prefix, 'lib/python3.12/site-packages/nbconvert'), { recursive: true });
  writeFileSync(join(prefix, 'pyvenv.cfg'), '');
  writeFileSync(join(prefix, 'lib/python3.12/site-packages/nbconvert/__init__.py'), '');
  writeFileSync(join(prefix, 'bin/python'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(prefix, 'bin/python'), 0o755);
  return prefix;
}

describe('with an nbconvert that does not work', { skip: process.platform === 'win32' }, () => {
  let folder: TestServer;
  before(async () => {
    folder = await bootServer({ plugins: ['@himalia/http:fastify'] });
  });
  after(() => folder.stop());
  const listing = 'if [ "$2" = list ]; then echo \'{"formats": {"html": "text/html"}}\'; exit 0; fi';
  const convert = (server: TestServer) => server.ask('nbconvert/html', { method: 'POST', body: { content } });

  test('that cannot be imported: as if there were none', async () => {
    await using server = await start(environment(folder, 'broken', 'echo "ImportError: broken" >&2; exit 3'));
    assert.match(await (await convert(server)).text(), /Created by test/);
    assert.match(server.log, /the installed nbconvert does not work.*ended with 3; ImportError: broken/);
  });

  test('that crashes: an error with its last words, and no secret in its environment', async () => {
    const prefix = environment(folder, 'crash', `${listing}; echo "token: $JUPYTER_TOKEN$HIMALIA_SECRET." >&2; exit 9`);
    await using server = await start(prefix);
    Object.assign(process.env, { JUPYTER_TOKEN: 'secret1', HIMALIA_SECRET: 'secret2' });
    const answer = await convert(server);
    assert.deepEqual([answer.status, /its process ended with 9; token: \./.test(await answer.text())], [500, true]);
  });

  test('that takes too long: ended, with what it started', async () => {
    const mark = join(folder.folder, 'slow.pid');
    const prefix = environment(folder, 'slow', `${listing}; sleep 600 & echo $! > ${mark}; wait`);
    await using server = await start(prefix, { timeout: 2 });
    assert.deepEqual(Object.keys((await (await server.ask('api/nbconvert')).json()) as object), ['html']);
    const answer = await convert(server);
    assert.deepEqual([answer.status, /longer than 2 s/.test(await answer.text())], [504, true]);
    const pid = Number(readFileSync(mark, 'utf8'));
    assert.ok(pid > 0);
    assert.ok(!isRunning(pid), 'the sleep was ended, too');
  });

  test('that writes without end: ended', async () => {
    const prefix = environment(folder, 'endless', `${listing}; exec yes`);
    await using server = await start(prefix, { maxMegabytes: 1 });
    assert.equal((await convert(server)).status, 413);
  });
});
