import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eventually, Home } from '@himalia/testing';
import { Browser } from './browser.ts';
import { DefendedServer } from './defended-server.ts';

/** In the environment of a server that a hub started. */
const others = {
  JPY_API_TOKEN: 'secret-of-the-hub-api',
  JPY_COOKIE_SECRET: 'secret-of-the-hub-cookies',
  CONFIGPROXY_AUTH_TOKEN: 'secret-of-the-proxy',
  HIMALIA__IDENTITY__HASHED_PASSWORD:
    'sha256:2d04ce441dd6:d500853b9a910bde350ba6a3b84cfa38967ba55d4948cfb5c104b7794f3c6ff1',
};
const password = 'correct horse';

let server: DefendedServer;
let browser: Browser;
const secrets = (): string[] => [
  server.token,
  password,
  ...Object.values(others),
  browser.xsrf,
  ...browser.cookie.split('; ').map((cookie) => cookie.slice(cookie.indexOf('=') + 1)),
];
before(async () => {
  const home = new Home();
  const lsp = { servers: { sleeping: { argv: ['sleep', '600'], languages: ['none'] } } };
  home.write('config/himalia.json', { lsp });
  server = await DefendedServer.start({ home, env: others, args: ['--log-level=debug'] });
  browser = await Browser.loggedIn(server);
});
after(() => server[Symbol.asyncDispose]());

describe('secrets in the log', () => {
  test('none of any request: in its address, its headers, its body, from somewhere or wrong', async () => {
    const { token } = server;
    for (const path of ['api/status', 'api/contents/none', 'no/such/page', 'lab/', 'files/x', 'api/kernels/x']) {
      await server.bare(`${path}?token=${token}`);
      await server.bare(`${path}?token=${token}x`);
      await server.bare(`${path}?a=${encodeURIComponent(token)}`, { headers: { authorization: `bearer ${token}` } });
      await server.bare(path, { headers: { referer: `${server.url}lab?token=${token}`, 'user-agent': token } });
      await server.bare(path, { headers: { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` } });
      await browser.send(`${path}?_xsrf=${browser.xsrf}`, { method: 'POST', body: `{"token":"${token}"}` });
    }
    await server.bare(`login?next=/?token=${token}`);
    const report = {
      'csp-report': { 'document-uri': `${server.url}lab?token=${token}`, referrer: `${server.url}?token=${token}` },
    };
    await server.ask('api/security/csp-report', { method: 'POST', body: JSON.stringify(report) });
    const form = `password=${encodeURIComponent(password)}&_xsrf=${browser.xsrf}`;
    await server.bare('login', { method: 'POST', headers: { cookie: browser.cookie }, body: form });
    await server.bare('login', { method: 'POST', headers: { cookie: browser.cookie }, body: `${form}x` });
    await server.conversation(`GET /?token=${token} HTTP/9.9\r\n\r\n`);
    await server.conversation(`G${token} / HTTP/1.1\r\n\r\n`);
    const socket = server.webSocket(`api/events/subscribe?token=${token}`, [], {});
    await once(socket, 'open');
    socket.terminate();
    assert.ok(server.log.includes('is ready'));
    for (const secret of secrets()) assert.ok(!server.log.includes(secret), `${secret} was logged`);
  });

  test('a token that somebody configured is not printed; one that was made for this run is, once', async () => {
    assert.match(server.log, /\?token=\.\.\.\n/);
    await using other = await DefendedServer.start({ token: '' });
    const [, made = ''] = await other.process.says(/\?token=([0-9a-f]{48})\n/);
    assert.equal((await other.bare(`api/status?token=${made}`)).status, 200);
    assert.equal(other.log.split(made).length, 2);
  });
});

test('no answer sends the browser on with the login cookie or the token in the address', async () => {
  for (const path of ['lab/', 'tree', 'login', 'files/none', 'api/notebooks/x'])
    assert.ok(!String((await browser.send(path)).headers.location).includes('token'), path);
  const page = await browser.send('lab');
  assert.equal(page.headers['referrer-policy'], 'strict-origin-when-cross-origin');
});

describe('secrets of what the server starts', {
  skip: process.platform === 'linux' ? false : 'read from /proc',
}, () => {
  /** Of processes that were started for this server, without itself. */
  function started(): { name: string; text: string }[] {
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== server.pid)
      .flatMap((pid) => {
        try {
          const [environment, command] = ['environ', 'cmdline'].map((file) =>
            readFileSync(`/proc/${pid}/${file}`, 'utf8'),
          );
          if (!`${environment}${command}`.includes(server.folder)) return [];
          return [{ name: (command ?? '').replaceAll('\0', ' '), text: `${environment}${command}` }];
        } catch {
          return []; // It ended meanwhile, or is somebody else's.
        }
      });
  }

  test('kernels, terminals, language servers and the supervisor know none', async () => {
    await server.json('api/kernels', 'POST', { name: 'typescript' });
    await server.json('api/terminals', 'POST', {});
    const socket = server.webSocket('lsp/ws/sleeping');
    await once(socket, 'open');
    await eventually('the language server', () => started().some(({ name }) => name.includes('sleep 600')));
    const all = started();
    for (const kind of ['sleep 600', 'embedded-kernels', 'supervisor', 'sh'])
      assert.ok(
        all.some(({ name }) => name.includes(kind)),
        `${kind} is not among ${all.map(({ name }) => name).join('\n')}`,
      );
    for (const { name, text } of all)
      for (const secret of secrets()) assert.ok(!text.includes(secret), `${name} knows ${secret}`);
    socket.terminate();
  });
});

describe('secrets on the disk', () => {
  /** Every file and folder below, without what only holds the root or a cache of code. */
  function written(folder: string): string[] {
    const all = readdirSync(folder, { recursive: true, withFileTypes: true });
    return all.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.includes('/.cache/'));
  }

  test('what the server wrote for itself is for nobody else', () => {
    const paths = ['runtime', 'data'].flatMap((name) => [
      join(server.folder, name),
      ...written(join(server.folder, name)),
    ]);
    assert.ok(paths.length > 8, paths.join('\n'));
    const open = paths.filter((path) => {
      const stats = statSync(path);
      return !stats.isSocket() && (stats.mode & 0o077) !== 0;
    });
    // Whoever cannot enter the folder cannot open what is in it.
    const reachable = open.filter(
      (path) => !paths.some((each) => path.startsWith(`${each}/`) && (statSync(each).mode & 0o077) === 0),
    );
    assert.deepEqual(
      reachable.map((path) => relative(server.folder, path)),
      [],
    );
  });

  test('the token is in the runtime files alone, which are 0600', () => {
    const files = written(server.folder).filter((path) => statSync(path).isFile());
    const holding = files.filter((path) => readFileSync(path).includes(server.token));
    assert.deepEqual(holding.map((path) => relative(server.folder, path)).sort(), [
      `runtime/jpserver-${server.pid}-open.html`,
      `runtime/jpserver-${server.pid}.json`,
    ]);
    for (const path of [...holding, join(server.folder, 'runtime/jupyter_cookie_secret')])
      assert.equal(statSync(path).mode & 0o777, 0o600, path);
  });
});
