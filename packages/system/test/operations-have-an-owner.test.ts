import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Http, type User } from '@himalia/contracts/http';
import { Identity } from '@himalia/contracts/identity';
import type { LongOperation } from '@himalia/contracts/operations';
import { definePlugin } from '@himalia/core';
import { bootServer, type TestServer } from '@himalia/testing';

const everybody = { initials: null, avatar_url: null, color: null };

/** Who asks is in a header. `admin` may act on the operations of all, `auditor` may see them. */
const users = definePlugin({
  id: '@test/users',
  description: 'Users by a header',
  requires: { http: Http },
  provides: Identity,
  activate({ http }) {
    const allowed = ({ username }: User, action: string, resource: string): boolean =>
      resource !== 'all-operations' || username === 'admin' || (username === 'auditor' && action === 'read');
    http.guard({
      loginPath: undefined,
      allowed,
      async authenticate({ headers }) {
        const username = String(headers['x-user']);
        return { user: { ...everybody, username, name: username, display_name: username }, via: 'token' };
      },
    });
    return { token: undefined, passwordSet: false, allowed };
  },
});

let server: TestServer;
before(async () => {
  server = await bootServer({
    plugins: [
      '@himalia/http:fastify',
      '@himalia/system:paths',
      '@himalia/system:operations',
      '@himalia/contents:local',
      '@himalia/contents:http',
      users,
    ],
  });
});
after(() => server.stop());

const as = (user: string, path: string, method = 'GET', headers = {}): Promise<Response> =>
  server.ask(path, { method, headers: { 'x-user': user, ...headers } });

async function begun(user: string): Promise<string> {
  const answer = await as(user, 'api/contents/none', 'DELETE', { prefer: 'respond-async, wait=0' });
  assert.equal(answer.status, 202);
  return answer.headers.get('location') ?? '';
}

async function seenBy(user: string): Promise<number> {
  const { operations } = (await (await as(user, 'api/himalia/operations')).json()) as { operations: LongOperation[] };
  return operations.length;
}

test('an operation is seen by who began it, and by who may see those of all', async () => {
  const location = await begun('ada');
  assert.deepEqual(await Promise.all(['ada', 'bob', 'auditor', 'admin'].map(seenBy)), [1, 0, 1, 1]);
  for (const path of [location, `${location}/events`, `${location}/result`])
    assert.deepEqual(
      [(await as('bob', path)).status, (await as('ada', path)).status === 200],
      [404, !path.endsWith('result')],
    );
});

test('an operation is ended by who began it, and by who may end those of all', async () => {
  const location = await begun('ada');
  assert.equal((await as('bob', location, 'DELETE')).status, 404);
  assert.equal((await as('auditor', location, 'DELETE')).status, 403);
  await as('ada', `${location}?wait=60`);
  assert.equal((await as('admin', location, 'DELETE')).status, 204);
  const own = await begun('bob');
  await as('bob', `${own}?wait=60`);
  assert.equal((await as('bob', own, 'DELETE')).status, 204);
});
