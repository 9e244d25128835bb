import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { PathLock } from './path-lock.ts';

it('works on a path come one after the other, on others at the same time; a failure stops nobody', async () => {
  const lock = new PathLock();
  const log: string[] = [];
  const work = (name: string, paths: string[], fails = false): Promise<void> =>
    lock.run(paths, async () => {
      log.push(`${name} begins`);
      await turn();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  const results = await Promise.allSettled([
    work('1', ['a'], true),
    work('2', ['a', 'b']),
    work('3', ['b']),
    work('4', ['c']),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  );
  const order = log.filter((line) => !line.startsWith('4'));
  assert.deepEqual(order, ['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  assert.ok(log.indexOf('4 begins') < log.indexOf('1 ends'));
});

it('two that name the same paths in another order do not wait for each other for ever', async () => {
  const lock = new PathLock();
  const done = await Promise.all([
    lock.run(['a', 'b'], () => turn('one')),
    lock.run(['b', 'a'], () => turn('two')),
    lock.run(['a', 'a'], () => turn('three')),
  ]);
  assert.deepEqual(done, ['one', 'two', 'three']);
});
