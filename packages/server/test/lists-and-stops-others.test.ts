import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

const peer = process.env.HIMALIA_PEER_PYTHON;

test('a server of jupyter_server is listed, tells its token, and is stopped', {
  skip: !peer && 'HIMALIA_PEER_PYTHON is not set',
}, async () => {
  using home = new Home();
  const args = ['--no-browser', '--port=0', '--allow-root', '--IdentityProvider.token=abcdefgh'];
  await using server = await home.spawn(peer ?? '', ['-m', 'jupyter_server', ...args]).ready();
  const { port } = new URL(server.url);
  const { stdout } = await home.run(['list', '--jsonlist']);
  const [info] = JSON.parse(stdout) as readonly { readonly port: number; readonly root_dir: string }[];
  assert.deepEqual([info?.port, info?.root_dir], [Number(port), home.root]);
  assert.equal((await home.run(['token', port])).stdout, 'abcdefgh\n');
  const stopped = await home.run(['stop', port]);
  assert.equal(stopped.code, 0, stopped.stderr);
  await server.ended();
  assert.equal((await home.run(['list'])).stdout, 'Currently running servers:\n');
});
