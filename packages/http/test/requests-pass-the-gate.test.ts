import assert from 'node:assert/strict';
import { request as rawRequest } from 'node:http';
import { after, before, test } from 'node:test';
import { serveToy } from './toy.ts';

let origin: string;
let close: () => Promise<void>;
before(async () => {
  const toy = await serveToy();
  origin = toy.origin;
  close = async () => toy.http[Symbol.asyncDispose]();
});
after(() => close());

const token = { authorization: 'token good' };
const get = (path: string, headers: Record<string, string> = token) =>
  fetch(origin + path, { headers, redirect: 'manual' });

for (const [sent, received] of [
  ['a.txt', 'a.txt'],
  ['sub/deep/a%20b.txt', 'sub/deep/a b.txt'],
  ['a%2Fb', 'a/b'],
  ['%C3%BCn%C3%AF/%E2%9C%93', 'ünï/✓'],
  [`${'long/'.repeat(800)}x`, `${'long/'.repeat(800)}x`],
  ['versions/versions/x', 'versions/versions/x'],
  ['a+b', 'a+b'],
] as const)
  test(`readNote: a tail of many segments is one parameter: ${sent.slice(0, 40)}`, async () => {
    const reply = await get(`/base/api/notes/${sent}`);
    assert.deepEqual([reply.status, await reply.json()], [200, { path: received, content: 1 }]);
  });

test('readNote: without a tail the parameter is empty', async () => {
  assert.deepEqual(await (await get('/base/api/notes?1795399301000')).json(), { path: '', content: 1 });
});
test('listVersions: literal text after a tail wins over a longer tail', async () => {
  assert.deepEqual(await (await get('/base/api/notes/a/b/versions')).json(), ['a/b']);
});
test('sealNote: literal text after a tail counts only for the methods that have it', async () => {
  assert.equal((await (await get('/base/api/notes/a/seal')).json()).path, 'a/seal');
  const sealed = await fetch(`${origin}/base/api/notes/a/seal`, { method: 'POST', headers: token });
  assert.deepEqual([sealed.status, await sealed.json()], [201, 'a']);
});
test('readNote: a tail that is not UTF-8 is refused', async () => {
  assert.equal((await get('/base/api/notes/%ff')).status, 400);
});
test('readNote: query values are coerced and checked', async () => {
  assert.equal((await (await get('/base/api/notes/a?content=0')).json()).content, 0);
  const refused = await get('/base/api/notes/a?content=2');
  assert.equal(refused.status, 400);
  assert.match((await refused.json()).message, /content must be equal to one of the allowed values/);
});
test('writeNote: a body is needed, must be JSON, and must fit', async () => {
  const put = (body?: string | Uint8Array) =>
    fetch(`${origin}/base/api/notes/a`, { method: 'PUT', headers: token, body: body as never });
  assert.equal((await put()).status, 400);
  assert.match((await (await put('{"text":')).json()).message, /^Invalid JSON in body of request/);
  assert.match((await (await put(Buffer.from([0x22, 0xff, 0x22]))).json()).message, /not UTF-8/);
  assert.deepEqual(await (await put('{"text":""}')).json(), {
    message: 'body: text must NOT have fewer than 1 characters',
    reason: null,
  });
  assert.equal((await put('{"text":"x"}')).status, 201);
});
test('writeNote: a body over the limit is answered 413 in words', async () => {
  const reply = await fetch(`${origin}/base/api/notes/a`, {
    method: 'PUT',
    headers: token,
    body: 'x'.repeat(2_000_000),
  });
  assert.equal(reply.status, 413);
  assert.match((await reply.json()).message, /larger than the 1048576 bytes/);
});
test('an answer against its document is a fault while replies are validated', async () => {
  assert.equal((await get('/base/api/notes/broken')).status, 500);
});
test('unknown paths are 404, unknown methods 405 with what is allowed', async () => {
  assert.equal((await get('/base/api/nothing')).status, 404);
  const reply = await fetch(`${origin}/base/api/notes/a`, { method: 'DELETE', headers: token });
  assert.deepEqual([reply.status, reply.headers.get('allow')], [405, 'GET, PUT, OPTIONS']);
});
test('answers carry a tag, nosniff and a policy', async () => {
  const first = await get('/base/api/notes/a');
  assert.match(first.headers.get('etag') ?? '', /^"[0-9a-f]{40}"$/);
  assert.equal(first.headers.get('content-type'), 'application/json');
  assert.equal(first.headers.get('server'), 'Himalia');
  assert.equal(first.headers.get('x-content-type-options'), 'nosniff');
  assert.match(
    first.headers.get('content-security-policy') ?? '',
    /frame-ancestors 'self'; report-uri \/base\/api\/security\/csp-report; default-src 'none'/,
  );
});
for (const path of ['/base/api/notes/a', '/base/page'])
  test(`what the client has is 304, and changes nothing of how it was sent: ${path}`, async () => {
    const tag = (await get(path)).headers.get('etag') ?? '';
    const { status, headers } = await get(path, { ...token, 'if-none-match': tag });
    assert.equal(status, 304);
    for (const name of ['content-type', 'content-length', 'content-security-policy'])
      assert.equal(headers.get(name), null, name);
    assert.equal(headers.get('etag'), tag);
  });
test('without a login an API answers 403, a page sends to the login', async () => {
  const api = await get('/base/api/notes/a', {});
  assert.deepEqual([api.status, await api.json()], [403, { message: 'Forbidden', reason: null }]);
  const page = await get('/base/page?x=1', {});
  assert.deepEqual([page.status, page.headers.get('location')], [302, '/base/login?next=%2Fbase%2Fpage%3Fx%3D1']);
});
test('a cookie needs the XSRF token, an API token does not', async () => {
  const put = (headers: Record<string, string>) =>
    fetch(`${origin}/base/api/notes/a`, { method: 'PUT', headers, body: '{"text":"x"}' });
  const xsrf = 'x'.repeat(32);
  assert.equal((await put(token)).status, 201);
  assert.match((await (await put({ cookie: 'login=yes' })).json()).message, /'_xsrf' argument missing from PUT/);
  assert.match(
    (await (await put({ cookie: `login=yes; _xsrf=${'y'.repeat(32)}`, 'x-xsrftoken': xsrf })).json()).message,
    /does not match/,
  );
  assert.equal((await put({ cookie: `login=yes; _xsrf=${xsrf}`, 'x-xsrftoken': xsrf })).status, 201);
});
test('another origin is refused for cookies, on reads too', async () => {
  assert.equal((await get('/base/api/notes/a', { cookie: 'login=yes', origin: 'http://evil.example' })).status, 404);
  assert.equal((await get('/base/api/notes/a', { cookie: 'login=yes', origin })).status, 200);
  assert.equal((await get('/base/api/notes/a', { ...token, origin: 'http://evil.example' })).status, 200);
});
test('a foreign Host is refused even with a token', async () => {
  const status = await new Promise((resolve) => {
    rawRequest(`${origin}/base/api/notes/a`, { headers: { ...token, host: 'evil.example' } }, (reply) =>
      resolve(reply.statusCode),
    ).end();
  });
  assert.equal(status, 403);
});
test('a path that ends in a slash is sent to the one without, never to another host', async () => {
  assert.equal((await get('/base/api/notes/a/?x=1')).headers.get('location'), '/base/api/notes/a?x=1');
  const pages = await Promise.all(['/base/lab/tree/', '/base/lab', '/base/page/'].map((path) => get(path)));
  assert.deepEqual(
    pages.map(({ status }) => status),
    [301, 404, 302],
    "JupyterLab's pages for good",
  );
  assert.equal((await get('//evil.example/')).headers.get('location'), '/evil.example');
  assert.equal((await get('/\\evil.example/')).headers.get('location'), '/evil.example');
});
test('a base URL with an escape is the one that requests spell so, and nothing is found outside it', async () => {
  const toy = await serveToy({ baseUrl: '/user/a%40b/' });
  const status = async (path: string) => (await fetch(toy.origin + path, { headers: token })).status;
  const paths = ['/user/a%40b/api/notes/x', '/user/a%40b/page', '/user/a@b/page', '/api/notes/x', '/page'];
  assert.deepEqual(await Promise.all(paths.map(status)), [200, 200, 404, 404, 404]);
  await toy.http[Symbol.asyncDispose]();
});
test('OPTIONS needs no login', async () => {
  const reply = await fetch(`${origin}/base/api/notes/a`, { method: 'OPTIONS' });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('access-control-allow-origin'), null);
});
test('what a failed plugin promised answers 503, static paths before tails', async () => {
  const contract = {
    name: 'broken',
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Broken', version: '1.0.0' },
      paths: {
        '/api/notes/broken-part': {
          get: { operationId: 'readPart', 'x-permission': 'login', responses: { 200: { description: 'never' } } },
        },
      },
    },
  };
  const toy = await serveToy({}, (http) => http.unavailable(contract, 'The plugin broken failed to start'));
  const reply = await fetch(`${toy.origin}/base/api/notes/broken-part`, { headers: token });
  assert.deepEqual(
    [reply.status, await reply.json()],
    [503, { message: 'The plugin broken failed to start', reason: null }],
  );
  await toy.http[Symbol.asyncDispose]();
});
