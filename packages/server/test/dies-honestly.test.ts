import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

/** Runs a server whose process meets an error of nobody's. */
async function meeting(accident: string) {
  using home = new Home();
  const code = `import { run } from 'himalia';
    process.once('SIGUSR2', () => { ${accident} });
    process.exitCode = await run(['start', 'empty', '--port=0', '--no-browser'], process.env);`;
  const flags = ['--conditions=source', '--input-type=module', '--eval', code];
  const server = home.spawn(process.execPath, flags, { cwd: import.meta.dirname });
  await server.says(/is ready/);
  return await server.stop('SIGUSR2');
}

test('an error that nobody caught is logged, the server stops in order, exit 1', async () => {
  const { code, stderr } = await meeting("throw new Error('lost in a signal')");
  assert.match(stderr, /ERROR himalia: An error that nobody handled.*lost in a signal.*kernels=\[\]/);
  assert.match(stderr, /Stopping: an error that nobody handled/);
  assert.equal(code, 1);
});

test('a rejection that nobody handled, too', async () => {
  const { code, stderr } = await meeting("Promise.reject(new Error('lost in a promise'))");
  assert.match(stderr, /ERROR himalia: An error that nobody handled.*lost in a promise/);
  assert.equal(code, 1);
});
