import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { memoryGroup } from '../../test/support/memory-limit.ts';
import { watchMemory } from './out-of-memory.ts';

const greedy = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(16e6, 1)), 1)';

test('out of memory: a process that the system killed for it, and one that somebody else killed', async (t) => {
  const group = memoryGroup(`himalia-test-${process.pid}`, 150e6);
  if (!group) return t.skip('no control group can be made here');
  t.after(group.remove);
  const start = async (command: string) => {
    const script = `echo $$ > ${group.procs}; echo here; read go; ${command}`;
    const child = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    return child;
  };
  const child = await start(`exec "${process.execPath}" -e "${greedy}"`);
  const memory = watchMemory(child.pid);
  assert.equal(await memory.verdict(), 'did not run out');
  child.stdin.end('go\n');
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL');
  assert.equal(await memory.verdict(), 'ran out');

  const other = await start('true');
  const calm = watchMemory(other.pid);
  assert.equal(await calm.verdict(), 'did not run out');
  other.kill('SIGKILL');
  await once(other, 'exit');
  assert.equal(await calm.verdict(), 'did not run out');
});

test('out of memory: unknown where the system does not say', async () => {
  assert.equal(await watchMemory(undefined).verdict(), 'unknown');
});
