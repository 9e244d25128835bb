import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { HimaliaProcess, Home } from './himalia-process.ts';

const peer = process.env.HIMALIA_PEER_PYTHON;

test('a server of jupyter_server is listed, tells its token, and is stopped', {
  skip: !peer && 'HIMALIA_PEER_PYTHON is not set',
}, async () => {
  using home = new Home();
  const args = [
    '-m',
    'jupyter_server',
    '--no-browser',
    '--port=0',
    '--allow-root',
    '--IdentityProvider.token=abcdefgh',
  ];
  const child = spawn(peer ?? '', args, { cwd: home.root, env: home.env, stdio: ['ignore', 'pipe', 'pipe'] });
  await using server = new HimaliaProcess(child);
  const [, port = ''] = await server.says(/http:\/\/\S+:(\d+)\/\?token=/);
  const { stdout } = await home.run(['list', '--jsonlist']);
  const [info] = JSON.parse(stdout) as readonly { readonly port: number; readonly root_dir: string }[];
  assert.deepEqual([info?.port, info?.root_dir], [Number(port), home.root]);
  assert.equal((await home.run(['token', port])).stdout, 'abcdefgh\n');
  const ended = once(child, 'exit');
  const stopped = await home.run(['stop', port]);
  assert.equal(stopped.code, 0, stopped.stderr);
  await ended;
  assert.equal((await home.run(['list'])).stdout, 'Currently running servers:\n');
});
