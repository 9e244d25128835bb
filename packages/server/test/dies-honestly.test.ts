import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Home } from './himalia-process.ts';

/** Runs a server whose process meets an error of nobody's. */
async function meeting(accident: string) {
  using home = new Home();
  const code = `import { run } from 'himalia';
    setTimeout(() => { ${accident} }, 300);
    process.exitCode = await run(['start', 'empty'], process.env);`;
  const flags = ['--conditions=source', '--input-type=module', '--eval', code];
  const env = { ...home.env };
  const child = spawn(process.execPath, flags, { cwd: import.meta.dirname, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stderr };
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
