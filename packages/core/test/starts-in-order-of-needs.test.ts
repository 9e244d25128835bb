import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog, definePlugin, type Plugin, resolve, StartError, StopError, start, Token } from '@himalia/core';

const log = createLog({ level: 'error', format: 'text', write: () => {} });
const A: Token<{ name: string }> = new Token('a');
const B: Token<{ name: string }> = new Token('b');

function planOf(...plugins: Plugin[]): NonNullable<ReturnType<typeof resolve>['plan']> {
  const { plan, diagnostics } = resolve(plugins, {});
  assert.deepEqual(diagnostics, undefined);
  assert.ok(plan);
  return plan;
}

test('services arrive, are found by token, and end in reverse order', async () => {
  const events: string[] = [];
  const a = definePlugin({
    id: 'a',
    description: 'A',
    provides: A,
    async activate({ signal }) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push('a up');
      return {
        name: 'A',
        async [Symbol.asyncDispose]() {
          events.push(`a down ${signal.aborted}`);
        },
      };
    },
  });
  const b = definePlugin({
    id: 'b',
    description: 'B',
    requires: { a: A },
    provides: B,
    activate({ a: service }) {
      events.push(`b up with ${service.name}`);
      return { name: 'B', [Symbol.dispose]: () => void events.push('b down') };
    },
  });
  const running = await start(planOf(b, a), { log });
  assert.equal(running.services.get(B)?.name, 'B');
  assert.equal(running.services.get(new Token<{ name: string }>('a', '1.7.0'))?.name, 'A');
  assert.deepEqual(
    running.status().map(({ id, state }) => [id, state]),
    [
      ['a', 'active'],
      ['b', 'active'],
    ],
  );
  const stopped = running.stop('done');
  assert.equal(running.stop('again'), stopped);
  await stopped;
  assert.deepEqual(events, ['a up', 'b up with A', 'b down', 'a down true']);
  assert.equal(running.services.get(A), undefined);
  assert.deepEqual(
    running.status().map(({ state }) => state),
    ['stopped', 'stopped'],
  );
});

test('independent plugins start at the same time', async () => {
  const both = Promise.withResolvers<void>();
  let waiting = 0;
  const meet = (): Promise<void> => {
    waiting += 1;
    if (waiting === 2) both.resolve();
    return both.promise;
  };
  const one = definePlugin({ id: 'one', description: '', activate: meet });
  const two = definePlugin({ id: 'two', description: '', activate: meet });
  await start(planOf(one, two), { log });
});

test('a critical failure undoes the start and names plugin and cause', async () => {
  const events: string[] = [];
  const a = definePlugin({
    id: 'a',
    description: '',
    provides: A,
    activate: () => ({ name: 'A', [Symbol.dispose]: () => void events.push('a down') }),
  });
  const b = definePlugin({
    id: 'b',
    description: '',
    requires: { a: A },
    provides: B,
    activate() {
      throw new Error('disk on fire');
    },
  });
  const c = definePlugin({ id: 'c', description: '', requires: { b: B }, activate: () => events.push('c up') });
  await assert.rejects(start(planOf(a, b, c), { log }), (error) => {
    assert.ok(error instanceof StartError);
    assert.equal(error.plugin, 'b');
    assert.match(error.message, /plugin b could not start: disk on fire/);
    return true;
  });
  assert.deepEqual(events, ['a down']);
});

test('a plugin that is not critical fails alone, with those that require it', async () => {
  const events: string[] = [];
  const a = definePlugin({
    id: 'a',
    description: '',
    provides: A,
    critical: false,
    activate: () => Promise.reject(new Error('no')),
  });
  const requires = definePlugin({
    id: 'requires',
    description: '',
    requires: { a: A },
    critical: false,
    activate: () => void events.push('requires'),
  });
  const optional = definePlugin({
    id: 'optional',
    description: '',
    optional: { a: A },
    activate: ({ a: service }) => void events.push(`optional ${service}`),
  });
  const running = await start(planOf(a, requires, optional), { log });
  assert.deepEqual(events, ['optional undefined']);
  const states = running.status().map(({ id, state, error }) => [id, state, error]);
  assert.deepEqual(states, [
    ['a', 'failed', 'no'],
    ['optional', 'active', undefined],
    ['requires', 'failed', 'it needs a@1, and a failed'],
  ]);
  await running.stop('done');
});

test('a plugin that hangs is given up with its name, its service and who awaits it; a late service is disposed', async () => {
  const late = Promise.withResolvers<void>();
  const disposed = Promise.withResolvers<void>();
  const a = definePlugin({
    id: 'a',
    description: '',
    provides: A,
    async activate({ signal }) {
      await late.promise;
      assert.ok(signal.aborted);
      return { name: 'A', [Symbol.dispose]: disposed.resolve };
    },
  });
  const b = definePlugin({ id: 'b', description: '', requires: { a: A }, activate: () => {} });
  await assert.rejects(start(planOf(a, b), { log, timeout: 20 }), {
    name: 'StartError',
    message: 'The plugin a could not start: it was not ready with its service a@1 within 0.02 s; awaited by b',
  });
  late.resolve();
  await disposed.promise;
});

test('stop goes on after errors and services that hang, and reports them all', async () => {
  const events: string[] = [];
  const dying = (id: string, end: () => unknown): Plugin =>
    definePlugin({
      id,
      description: '',
      activate: () => ({
        async [Symbol.asyncDispose]() {
          events.push(id);
          await end();
        },
      }),
    });
  const hang = dying('hang', () => new Promise(() => {}));
  const bad = dying('bad', () => Promise.reject(new Error('bad end')));
  const good = dying('good', () => undefined);
  const running = await start(planOf(hang, bad, good), { log, stopTimeout: 20 });
  await assert.rejects(running.stop('done'), (error) => {
    assert.ok(error instanceof StopError);
    assert.deepEqual(
      error.errors.map((one: Error) => one.message),
      ['The plugin hang did not stop: it took longer than 0.02 s', 'The plugin bad did not stop: bad end'],
    );
    return true;
  });
  assert.deepEqual(events, ['hang', 'good', 'bad']);
});

test('host.stop reaches the callback; without one it stops what runs', async () => {
  const reasons: string[] = [];
  const stopper = definePlugin({
    id: 's',
    description: '',
    provides: new Token<{ stop: () => void }>('stopper'),
    activate: ({ host }) => ({ stop: () => host.stop('button') }),
  });
  const token = new Token<{ stop: () => void }>('stopper');
  const called = await start(planOf(stopper), { log, host: { stop: (reason) => void reasons.push(reason) } });
  called.services.get(token)?.stop();
  assert.deepEqual(reasons, ['button']);
  const alone = await start(planOf(stopper), { log });
  alone.services.get(token)?.stop();
  await alone.stop('waits for the same end');
  assert.equal(alone.status()[0]?.state, 'stopped');
});

test('a start can be given up from outside and from inside', async () => {
  const disposed: string[] = [];
  const a = definePlugin({
    id: 'a',
    description: '',
    provides: A,
    activate: () => ({ name: 'A', [Symbol.dispose]: () => void disposed.push('a') }),
  });
  const slow = definePlugin({
    id: 'slow',
    description: '',
    requires: { a: A },
    activate: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  });
  await assert.rejects(start(planOf(a, slow), { log, signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });
  const quitter = definePlugin({
    id: 'q',
    description: '',
    requires: { a: A },
    activate: ({ host }) => host.stop('enough'),
  });
  await assert.rejects(start(planOf(a, slow, quitter), { log }), {
    message: 'The plugin q could not start: it asked the server to stop: enough',
  });
  assert.deepEqual(disposed, ['a', 'a']);
});

test('a plugin that is not critical and takes too long is told so, and the server goes on', async () => {
  const told = Promise.withResolvers<void>();
  const slow = definePlugin({
    id: 'slow',
    description: '',
    critical: false,
    activate: ({ signal }) => new Promise(() => signal.addEventListener('abort', () => told.resolve())),
  });
  const running = await start(planOf(slow), { log, timeout: 20 });
  await told.promise;
  assert.equal(running.status()[0]?.error, 'it was not ready within 0.02 s');
  await running.stop('done');
});

test('what ends because the start was given up is not reported as a failure of its own', async () => {
  const lines: string[] = [];
  const loud = createLog({ level: 'debug', format: 'text', write: (line) => void lines.push(line) });
  const patient = definePlugin({
    id: 'patient',
    description: '',
    critical: false,
    activate: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  });
  const bad = definePlugin({ id: 'bad', description: '', activate: () => Promise.reject(new Error('no')) });
  await assert.rejects(start(planOf(patient, bad), { log: loud }), { plugin: 'bad', undoing: [] });
  assert.deepEqual(lines, []);
});
