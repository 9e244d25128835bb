import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home, type ServerProcess } from '@himalia/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

test('config show is a configuration file itself; with --origin each line says where its value is from', async () => {
  using home = new Home();
  home.write('config/himalia.yaml', 'http:\n  port: 9001\n  headers: {X-A: "1"}\n');
  const { code, stdout } = await home.run(['config', 'show', 'kernels', '--origin', '--ip', '::1']);
  assert.equal(code, 0);
  const line = (name: string): string => stdout.split('\n').find((each) => each.startsWith(`  ${name}:`)) ?? '';
  assert.ok(line('port').endsWith(`# ${join(home.config, 'himalia.yaml')}:2`), line('port'));
  assert.match(line('ip'), /^ {2}ip: ::1 +# command line$/);
  assert.match(line('baseUrl'), /^ {2}baseUrl: \/ +# default$/);
  const path = home.write('again.yaml', stdout);
  const again = await home.run(['config', 'show', 'kernels', '--json', '--config', path]);
  assert.deepEqual(JSON.parse(again.stdout), parse(stdout));
  assert.deepEqual(parse(stdout).http.headers, { 'X-A': '1' });
});

test('secrets are shown nowhere, also not those that came from a file', async () => {
  using home = new Home();
  const file = home.write('token', 'hunter2-hunter2\n');
  const given = await home.run(['config', 'show', 'kernels', '--token-file', file, '--origin']);
  assert.match(given.stdout, /token: "\*\*\*" +# command line \(file .*token\)/);
  const variable = await home.run(['config', 'show', 'kernels', '--json', '--origin'], {
    env: { HIMALIA__IDENTITY__TOKEN: 'hunter2-hunter2' },
  });
  assert.match(variable.stdout, /"\*\*\*"/);
  for (const { stdout, stderr } of [given, variable]) assert.ok(!`${stdout}${stderr}`.includes('hunter2'));
});

/** What somebody with this token is answered. */
async function status(server: ServerProcess, token: string): Promise<number> {
  await server.says(/http:\S+\/api\/kernels\?token=\.\.\./);
  return (await server.ask('api/kernels', { headers: { authorization: `token ${token}` } })).status;
}

test('a token file opens the server, and a token that was said later counts more', async () => {
  using home = new Home();
  const env = { JUPYTER_TOKEN_FILE: home.write('token', 'token-of-the-file\n') };
  await using server = await home.serve('kernels', [], { env });
  assert.equal(await status(server, 'token-of-the-file'), 200);
  await using other = await home.serve('kernels', ['--token=said-on-the-line'], { env });
  assert.equal(await status(other, 'said-on-the-line'), 200);
  assert.equal(await status(other, 'token-of-the-file'), 403);
});

test('config path lists what is looked for, and what is there', async () => {
  using home = new Home();
  home.write('config/himalia.yaml', '');
  const { code, stdout } = await home.run(['config', 'path']);
  assert.equal(code, 0);
  assert.ok(stdout.includes(`read  ${join(home.config, 'himalia.yaml')}\n`));
  assert.ok(stdout.includes(`      ${join(home.config, 'jupyter_server_config.py')}\n`));
  const sources: readonly { readonly path: string; readonly present: boolean }[] = JSON.parse(
    (await home.run(['config', 'path', '--json'])).stdout,
  );
  assert.deepEqual(sources.at(-1), { path: join(home.config, 'himalia.yaml'), kind: 'himalia', present: true });
});

test('config schema accepts what the server accepts, and refuses the rest', async () => {
  using home = new Home();
  const { code, stdout } = await home.run(['config', 'schema']);
  assert.equal(code, 0);
  const schema = JSON.parse(stdout);
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
  const right = {
    http: { port: 1 },
    implementations: { a: 'b' },
    identity: { tokenFile: '/x' },
    ServerApp: { port: 1 },
  };
  assert.ok(validate(right), JSON.stringify(validate.errors));
  for (const wrong of [{ htp: {} }, { http: { prot: 1 } }, { http: { port: 'x' } }, { server: { logLevel: 'loud' } }]) {
    assert.ok(!validate(wrong), JSON.stringify(wrong));
  }
  const shown = JSON.parse((await home.run(['config', 'show', 'lab', '--json'])).stdout);
  assert.ok(validate(shown), JSON.stringify(validate.errors));
});

test('a config command that does not exist is refused', async () => {
  using home = new Home();
  const { code, stderr } = await home.run(['config', 'edit']);
  assert.match(stderr, /himalia config show/);
  assert.equal(code, 2);
});
