import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog, definePlugin, resolve, start, Token, type Values } from '@himalia/core';

/** Checked by the compiler; it fails there, not when it runs. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._proof: Equal<A, B> extends true ? [] : ['types differ']): void {}

type Clock = { now(): Date };
type Events = { emit(name: string): void };
const Clock: Token<Clock> = new Token('clock');
const Events: Token<Events> = new Token('events');

test('services, options and the provided service have the types that the definition names', () => {
  definePlugin({
    id: 'all',
    description: '',
    requires: { clock: Clock },
    optional: { events: Events },
    provides: Clock,
    config: {
      key: 'all',
      options: {
        port: { type: 'integer', description: '', default: 1 },
        name: { type: 'string', description: '' },
        level: { type: 'string', description: '', enum: ['a', 'b'], default: 'a' },
        hosts: { type: 'array', description: '', items: { type: 'string' }, default: [] },
      },
    },
    activate({ clock, events, config, signal }) {
      same<typeof clock, Clock>();
      same<typeof events, Events | undefined>();
      same<typeof config.port, number>();
      same<typeof config.name, string | undefined>();
      same<typeof config.level, 'a' | 'b'>();
      same<typeof config.hosts, readonly string[]>();
      same<typeof signal, AbortSignal>();
      // @ts-expect-error -- an option that was not declared
      config.prot;
      return clock;
    },
  });
  same<Values<{ a: { type: 'boolean'; description: ''; default: false } }>, { readonly a: boolean }>();
});

test('a service that lacks members of its token is refused by the compiler', () => {
  definePlugin({
    id: 'lacks',
    description: '',
    provides: Clock,
    // @ts-expect-error -- no now()
    activate: () => ({}),
  });
  definePlugin({
    id: 'none',
    description: '',
    provides: Clock,
    // @ts-expect-error -- nothing
    async activate() {},
  });
  definePlugin({
    id: 'more',
    description: '',
    provides: Clock,
    activate: async () => ({ now: () => new Date(), more: 1 }),
  });
  definePlugin({ id: 'free', description: '', activate: () => ({ [Symbol.dispose]() {} }) });
});

test('a service cannot take the name of what every plugin gets, or of another service', () => {
  const activate = (): void => {};
  assert.throws(
    () => definePlugin({ id: 'a', description: '', requires: { log: Clock }, activate }),
    /reserved name 'log'/,
  );
  const both = { requires: { clock: Clock }, optional: { clock: Clock } };
  assert.throws(
    () => definePlugin({ id: 'a', description: '', ...both, activate }),
    /both requires and may take 'clock'/,
  );
});

test('what runs is found with the type of its token', async () => {
  const { plan } = resolve(
    [definePlugin({ id: 'c', description: '', provides: Clock, activate: () => ({ now: () => new Date(0) }) })],
    {},
  );
  assert.ok(plan);
  const running = await start(plan, { log: createLog({ level: 'error', format: 'text' }) });
  const clock = running.services.get(Clock);
  same<typeof clock, Clock | undefined>();
  assert.equal(clock?.now().getTime(), 0);
  await running.stop('done');
});
