import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Http } from '@himalia/contracts/http';
import type { AnyContract, Plugin } from '@himalia/core';
import { definePlugin, PluginControlError, Token } from '@himalia/core';
import { basicPlugins, bootServer, type TestServer } from '@himalia/testing';
import { remixes } from 'himalia';

const base = [...basicPlugins, '@himalia/system:plugins'];
const schema = { type: 'object' };
const contract: AnyContract = {
  name: 'slow',
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Slow', version: '1.0.0' },
    paths: {
      '/api/slow': {
        get: {
          operationId: 'getSlow',
          'x-permission': 'login',
          responses: { 200: { content: { 'application/json': { schema } } } },
        },
      },
    },
  },
};

/** Answers when it is let; counts its lives. */
function slow(): {
  readonly plugin: Plugin;
  readonly events: string[];
  let: () => void;
  readonly asked: Promise<void>;
} {
  const events: string[] = [];
  const [asked, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const plugin = definePlugin({
    id: '@test/slow',
    description: 'Slow',
    requires: { http: Http },
    contracts: [contract],
    activate({ http, signal }) {
      events.push('started');
      signal.addEventListener('abort', () => events.push('aborted'));
      const getSlow = async ({ reply }: { reply: (status: 200, body: object) => unknown }): Promise<never> => {
        asked.resolve();
        await release.promise;
        events.push('answered');
        return reply(200, {}) as never;
      };
      http.implement<{}>(contract, { getSlow } as {});
      return { [Symbol.dispose]: () => void events.push('ended') };
    },
  });
  return { plugin, events, let: release.resolve, asked: asked.promise };
}

async function set(server: TestServer, id: string, state: 'active' | 'stopped') {
  const response = await server.ask('api/himalia/plugins', { method: 'POST', body: { id, state } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('requests under way are answered before the plugin ends; new ones get 503; then it comes back', async () => {
  const { plugin, events, let: release, asked } = slow();
  await using server = await bootServer({ plugins: [...base, plugin] });
  const underWay = server.ask('api/slow');
  await asked;
  const deactivated = set(server, plugin.id, 'stopped');
  for (;;) {
    const refused = await Promise.race([
      server.ask('api/slow'),
      new Promise<undefined>((done) => setTimeout(done, 50)),
    ]);
    if (refused?.status !== 503) continue;
    const message = 'The plugin @test/slow was deactivated';
    assert.deepEqual(await refused.json(), { message, reason: null });
    break;
  }
  assert.deepEqual(events, ['started']);
  release();
  assert.equal((await underWay).status, 200);
  assert.deepEqual([(await deactivated).status, (await deactivated).body.state], [200, 'stopped']);
  assert.deepEqual(
    events.filter((event) => event !== 'answered'),
    ['started', 'aborted', 'ended'],
  );
  assert.equal((await set(server, plugin.id, 'stopped')).status, 200, 'again: nothing changes');
  assert.deepEqual([(await set(server, plugin.id, 'active')).body.state, events.at(-1)], ['active', 'started']);
  assert.equal((await server.ask('api/slow')).status, 200);
});

test('a service that others hold stays; what it needs must be there first', async () => {
  const Time = new Token<object>('time');
  const clock = definePlugin({ id: '@test/clock', description: '', provides: Time, activate: () => ({}) });
  const user = definePlugin({ id: '@test/user', description: '', requires: { time: Time }, activate: () => undefined });
  await using server = await bootServer({ plugins: [...base, clock, user] });
  const held = await set(server, clock.id, 'stopped');
  assert.deepEqual([held.status, held.body.reason], [409, 'needed']);
  assert.match(String(held.body.message), /@test\/clock is needed by @test\/user/);
  for (const { id } of [user, clock]) assert.equal((await set(server, id, 'stopped')).status, 200);
  const lacking = await set(server, user.id, 'active');
  assert.deepEqual([lacking.status, lacking.body.reason], [409, 'lacking']);
  for (const { id } of [clock, user]) assert.equal((await set(server, id, 'active')).status, 200);
  assert.equal((await set(server, '@test/nobody', 'active')).status, 404);
  assert.equal((await set(server, '@himalia/http:fastify', 'stopped')).body.reason, 'fixed');
  assert.equal((await set(server, '@himalia/system:plugins', 'stopped')).body.reason, 'fixed');
});

test('a plugin that fails to come back answers 503 and can be tried again', async () => {
  let broken = false;
  const good = slow();
  const plugin: Plugin = {
    ...good.plugin,
    activate(context: never) {
      if (broken) throw new Error('no wind');
      return good.plugin.activate(context);
    },
  };
  await using server = await bootServer({ plugins: [...base, plugin] });
  good.let();
  await set(server, plugin.id, 'stopped');
  broken = true;
  const failed = await set(server, plugin.id, 'active');
  assert.deepEqual([failed.status, failed.body.reason], [500, 'failed']);
  assert.match(String(failed.body.message), /no wind/);
  assert.equal((await server.ask('api/slow')).status, 503);
  broken = false;
  assert.equal((await set(server, plugin.id, 'active')).status, 200);
  assert.equal((await server.ask('api/slow')).status, 200);
});

test('every plugin of Lab that carries nothing can go and come back', async () => {
  const { plugins = [] } = remixes.find(({ name }) => name === 'lab') ?? {};
  await using server = await bootServer({ plugins });
  const ids = server.running.status().map(({ id }) => id);
  const gone: string[] = [];
  for (const id of ids.toReversed()) {
    const { status, body } = await set(server, id, 'stopped');
    if (status === 200) gone.push(id);
    else assert.match(String(body.reason), /^(?:fixed|needed)$/, `${id}: ${body.message}`);
  }
  assert.ok(gone.length > ids.length - 6, `only ${gone}`);
  for (const id of gone.toReversed()) assert.deepEqual((await set(server, id, 'active')).body.message, undefined, id);
  for (const path of ['api/contents', 'api/kernels', 'api/terminals', 'lab', 'api/status'])
    assert.equal((await server.ask(path)).status, 200, path);
});

test('a stopping server changes nothing any more', async () => {
  const server = await bootServer({ plugins: base });
  await server.stop();
  await assert.rejects(server.running.activate(base[0] ?? ''), PluginControlError);
});
