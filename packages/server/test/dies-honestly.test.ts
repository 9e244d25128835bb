import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

/** Runs a server whose process meets an error of nobody's. */
async function meeting(accident: string) {
  using home = new Home();
  const code = `import { run } from 'himalia';
    setTimeout(() => { ${accident} }, 300);
    process.exitCode = await run(['start', 'empty'], process.env);`;
  const flags = ['--conditions=source', '--input-type=module', '--eval', code];
  return await home.spawn(process.execPath, flags, { cwd: import.meta.dirname }).ended();
}

test('an error that nobody caught is logged, the server stops in order, exit 1', async () => {
  const { code, stderr } = await meeting("throw new Error('lost in a timer')");
  assert.match(stderr, /ERROR himalia: An error that nobody handled.*lost in a timer.*kernels=\[\]/);
  assert.match(stderr, /Stopping: an error that nobody handled/);
  assert.equal(code, 1);
});

test('a rejection that nobody handled, too', async () => {
  const { code, stderr } = await meeting("Promise.reject(new Error('lost in a promise'))");
  assert.match(stderr, /ERROR himalia: An error that nobody handled.*lost in a promise/);
  assert.equal(code, 1);
});
