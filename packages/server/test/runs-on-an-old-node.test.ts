import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Home } from '@himalia/testing';

/** A Node between 18 and 23 on this machine, if there is one. */
function oldNode(): string | undefined {
  const places = ['/usr/bin/node', '/usr/local/bin/node', process.env.HIMALIA_OLD_NODE ?? ''];
  return places.find((path) => {
    const [major] =
      spawnSync(path || 'false', ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout?.split('.') ?? [];
    return existsSync(path) && Number(major) >= 18 && Number(major) < 24;
  });
}
const node = oldNode() ?? '';
const bin = fileURLToPath(new URL('../bin/himalia.js', import.meta.url));
const start = ['start', 'empty', '--port=0', '--no-browser'];
const options = { skip: node === '' && 'no Node between 18 and 23 here (HIMALIA_OLD_NODE names one)' };

test('starts again with the Node of the install; output and exit code come through', options, async () => {
  using home = new Home();
  const version = await home.spawn(node, [bin, '--version']).ended();
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  const wrong = await home.spawn(node, [bin, 'start', 'lba']).ended();
  assert.match(wrong.stderr, /did you mean 'lab'/);
  assert.deepEqual([version.code, wrong.code], [0, 2]);
});

test('passes SIGTERM on and ends with the exit code of the server', options, async () => {
  using home = new Home();
  await using server = home.spawn(node, [bin, ...start]);
  await server.says(/is ready/);
  const { code, stderr } = await server.stop('SIGTERM');
  assert.match(stderr, /Stopping: SIGTERM/);
  assert.equal(code, 0);
});

test('the server stops when the process that started it is killed', options, async () => {
  using home = new Home();
  await using server = home.spawn(node, [bin, ...start]);
  await server.says(/is ready/);
  // Its pipes close only when the last process that has them is gone: the server.
  const { stderr } = await server.stop('SIGKILL');
  assert.match(stderr, /the process that started it is gone/);
});
