import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

const peer = process.env.HIMALIA_PEER_PYTHON;

test('himalia password: the hash is where every Jupyter server finds it, and logs in', async () => {
  using home = new Home();
  const file = home.write('config/jupyter_server_config.json', { ServerApp: { answer_yes: true } });
  const { code, stdout, stderr } = await home.run(['password'], { input: 'open sesame\nnot this\n' });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /jupyter_server_config\.json/);
  const config = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly ServerApp: unknown;
    readonly IdentityProvider: { readonly hashed_password: string };
  };
  assert.deepEqual(config.ServerApp, { answer_yes: true }, 'the rest of the file stays');
  assert.match(config.IdentityProvider.hashed_password, /^argon2:\$argon2id\$/);
  assert.equal(statSync(file).mode & 0o077, 0);
  await using server = await home.serve('kernels');
  const page = await fetch(`${server.url}login`);
  const html = await page.text();
  assert.match(html, /<label for="password">Password<\/label>/);
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const xsrf = /name="_xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const logIn = async (password: string): Promise<number> => {
    const body = new URLSearchParams({ _xsrf: xsrf, password });
    return (await fetch(`${server.url}login`, { method: 'POST', headers: { cookie }, body, redirect: 'manual' }))
      .status;
  };
  assert.deepEqual([await logIn('open sesam'), await logIn('open sesame')], [401, 302]);
  const { stderr: none } = await home.run(['token']);
  assert.match(none, /has no token, but a password/);
});

test('himalia password --print writes no file; short ones and words on the command line are refused', async () => {
  using home = new Home();
  const { code, stdout } = await home.run(['password', '--print'], { input: 'open sesame' });
  assert.match(stdout, /^argon2:\$argon2id\$v=19\$m=10240,t=10,p=8\$\S+\n$/);
  const short = await home.run(['password'], { input: 'short\n' });
  assert.match(short.stderr, /at least 8 characters; nothing was changed/);
  const seen = await home.run(['password', 'open sesame'], { input: '' });
  assert.match(seen.stderr, /could be seen by others/);
  assert.deepEqual([code, short.code, seen.code], [0, 1, 2]);
  assert.ok(!existsSync(join(home.config, 'jupyter_server_config.json')));
});

test('another place that says a password and counts more is named', async () => {
  using home = new Home();
  home.write('config/himalia.yaml', `identity:\n  hashedPassword: 'sha1:ab:${'0'.repeat(40)}'\n`);
  const { code, stderr } = await home.run(['password'], { input: 'open sesame' });
  assert.equal(code, 0);
  assert.match(stderr, /himalia\.yaml:2 says another password, which counts more/);
});

test('a file that is no JSON is refused and kept', async () => {
  using home = new Home();
  const file = home.write('config/jupyter_server_config.json', '{');
  const { code, stderr } = await home.run(['password'], { input: 'open sesame' });
  assert.match(stderr, /jupyter_server_config\.json cannot be written: /);
  assert.deepEqual([code, readFileSync(file, 'utf8')], [1, '{']);
});

test('jupyter_server accepts our hash, and we its own', {
  skip: !peer && 'HIMALIA_PEER_PYTHON is not set',
}, async () => {
  using home = new Home();
  const { stdout } = await home.run(['password', '--print'], { input: 'open sesame' });
  const script = `import sys; from jupyter_server.auth.security import passwd, passwd_check
print(passwd_check(sys.argv[1], 'open sesame'), passwd_check(sys.argv[1], 'other')); print(passwd('open sesame', 'sha1'))`;
  const [checked, theirs = ''] = execFileSync(peer ?? '', ['-c', script, stdout.trim()], { encoding: 'utf8' }).split(
    '\n',
  );
  assert.equal(checked, 'True False');
  home.write('config/jupyter_server_config.json', { ServerApp: { password: theirs } });
  await using server = await home.serve('kernels');
  assert.match(await (await fetch(`${server.url}login`)).text(), /<label for="password">Password<\/label>/);
});
