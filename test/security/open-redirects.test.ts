import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PromisedOperation } from '@himalia/conformance';
import { places, served } from './attack-surface.ts';
import { type Answer, DefendedServer } from './defended-server.ts';

/** How an address can name another host for a browser, and look like a path to a server. */
const spellings: readonly string[] = [
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '%2f%2fevil.example',
  '%2f%2f%2fevil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '%5c%5cevil.example',
  '/%5cevil.example',
  '%2f%5cevil.example',
  '%09//evil.example',
  '/%09/evil.example',
  '/%0d%0a/evil.example',
  '.%2f%2fevil.example',
  '..%2f%2fevil.example',
  'https:evil.example',
  'https:/evil.example',
  'javascript:alert(1)',
  '@evil.example',
  '.evil.example',
  ';@evil.example',
  '%0d%0aLocation:%20https://evil.example',
  '%250d%250aSet-Cookie:%20a=b',
  '%E3%80%82evil.example',
];

/** Where a browser would go is ours, and nothing of the address became a header. */
function judge(server: DefendedServer, { headers, status }: Answer, what: string): void {
  assert.equal(headers['set-cookie']?.some((cookie) => cookie.startsWith('a=b')) ?? false, false, what);
  assert.equal(headers.refresh, undefined, what);
  if (headers.location === undefined) return;
  assert.ok(URL.canParse(headers.location, server.url), `${what}: ${status} to ${headers.location}`);
  const { origin } = new URL(headers.location, `${server.url}some/page`);
  assert.equal(origin, new URL(server.url).origin, `${what}: ${status} to ${headers.location}`);
}

for (const remix of ['full', 'nbclassic'])
  describe(`addresses that lead elsewhere, remix ${remix}`, () => {
    let server: DefendedServer;
    let has: (operation: PromisedOperation) => boolean;
    before(async () => {
      server = await DefendedServer.start({ remix, args: ['--base-url=/base/'] });
      has = await served(server);
    });
    after(() => server[Symbol.asyncDispose]());

    test('every redirect of every operation', async () => {
      const asked = places.filter(({ operation }) => operation.method === 'GET' && has(operation));
      let redirects = 0;
      for (const place of asked)
        for (const spelling of spellings) {
          const answer = await place.ask(server, spelling);
          if (answer.headers.location !== undefined) redirects++;
          judge(server, answer, `${place.operation.id} ${place.name} ${spelling}`);
        }
      assert.ok(redirects > 30, `${redirects}`);
    });

    test('slashes at the end, around and before', async () => {
      for (const spelling of spellings)
        for (const before of ['', '/', '//', '/\\', '/.', '/%2e', '/base//', '/base/lab/', '/base/login/'])
          for (const after of ['/', '//', '/.', '/%2f', '?/', '/?next=//evil.example/']) {
            const path = `/${before}${spelling}${after}`;
            const said = await server.conversation(
              `GET ${path} HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`,
            );
            const [, location] = /\r\nlocation: (.*)\r\n/i.exec(said) ?? [];
            judge(
              server,
              { status: 302, headers: location === undefined ? {} : { location }, bytes: Buffer.of(), text: '' },
              path,
            );
          }
    });

    test('who is asked to log in comes back here, and nowhere else', async () => {
      for (const spelling of spellings) {
        const answer = await server.bare(`tree/${spelling}`);
        judge(server, answer, spelling);
        if (!answer.headers.location?.includes('/login?')) continue;
        const { searchParams } = new URL(answer.headers.location, server.url);
        judge(server, { ...answer, headers: { location: searchParams.get('next') ?? '' } }, spelling);
      }
    });

    for (const how of ['in the address', 'encoded', 'twice encoded'] as const)
      test(`next of the login, ${how}`, async () => {
        for (const spelling of spellings) {
          const once = how === 'in the address' ? spelling : encodeURIComponent(decodeURIComponent(spelling));
          const next = how === 'twice encoded' ? encodeURIComponent(once) : once;
          judge(server, await server.ask(`login?next=${next}`), next);
          judge(server, await postLogin(server, `login?next=${next}`), next);
        }
      });
  });

async function postLogin(server: DefendedServer, path: string): Promise<Answer> {
  const { headers, text } = await server.bare('login');
  const cookie = headers['set-cookie']?.map((one) => one.split(';')[0]).join('; ') ?? '';
  const [, xsrf = ''] = /name="_xsrf" value="([^"]+)"/.exec(text) ?? [];
  const body = new URLSearchParams({ _xsrf: xsrf, password: server.token }).toString();
  const answer = await server.bare(path, { method: 'POST', headers: { cookie }, body });
  assert.equal(answer.status, 302, path);
  return answer;
}
