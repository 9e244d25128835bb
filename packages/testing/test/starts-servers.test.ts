import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

test('a server that was killed is started again over the same folders; the home goes with all of it', async () => {
  const home = new Home();
  await using first = await home.serve('notebook', ['--base-url=/deep/']);
  assert.match(first.url, /^http:\/\/127\.0\.0\.1:\d+\/deep\/$/);
  await first.json('api/contents/kept.txt', 'PUT', { type: 'file', format: 'text', content: 'kept' });
  await first.stop('SIGKILL');
  assert.equal(first.running, false);
  await using second = await home.serve('notebook');
  assert.equal((await second.json<{ content: string }>('api/contents/kept.txt')).content, 'kept');
  await assert.rejects(second.json('api/contents/none.txt'), /^Error: 404 .*\(GET api\/contents\/none\.txt\)$/);
  assert.equal((await fetch(`${second.url}api/contents`)).status, 403, 'who asks is the owner of the token');
  assert.equal((await second.stop()).code, 0);
  home[Symbol.dispose]();
  assert.equal(existsSync(home.folder), false);
});

test('what does not get ready says why', async () => {
  using home = new Home();
  await assert.rejects(home.serve('notbook'), /ended with 2:[\s\S]*notbook/);
  await assert.rejects(home.spawn('no-such-program', []).ready(), /ENOENT/);
  const silent = home.spawn(process.execPath, ['-p', '6 * 7']);
  assert.equal((await silent.says(/42/))[0], '42');
  await assert.rejects(silent.says(/43/), /ended with 0 and never said \/43\/:\n42/);
});

test('commands see the home and nothing else', async () => {
  using home = new Home();
  const program = 'process.stdin.pipe(process.stdout); console.log(process.cwd(), process.env.HOME, process.env.GIVEN)';
  process.env.GIVEN = 'to the test, not to what it starts';
  const { code, stdout } = await home.spawn(process.execPath, ['-e', program], { input: 'read' }).ended();
  assert.deepEqual([code, stdout], [0, `${home.root} ${home.folder} undefined\nread`]);
});
