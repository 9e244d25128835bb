import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';
import type { ServerInfo } from '../src/running/runtime-file.ts';

const token = 'a-token-that-is-long-enough';

function runtimeFiles(home: Home): readonly string[] {
  return existsSync(home.runtime) ? readdirSync(home.runtime).filter((name) => name.startsWith('jpserver-')) : [];
}

function info(home: Home): ServerInfo {
  const [name = ''] = runtimeFiles(home).filter((file) => file.endsWith('.json'));
  return JSON.parse(readFileSync(join(home.runtime, name), 'utf8'));
}

test('the remix lab starts, tells where it is, and leaves nothing when it stops', async () => {
  using home = new Home();
  const args = ['--base-url=/deep/', '--root-dir', home.folder, `--token=${token}`];
  await using server = await home.serve('lab', args);
  const [, printed = ''] = await server.says(/is ready after [\d.]+ s:\s+(\S+)/);
  assert.match(printed, /^http:\/\/127\.0\.0\.1:\d+\/deep\/lab\?token=\.\.\.$/);
  const url = printed.replace('...', token);
  assert.equal((await fetch(url)).status, 200);

  for (const name of runtimeFiles(home)) assert.equal(statSync(join(home.runtime, name)).mode & 0o777, 0o600, name);
  const { port, pid, url: base, ...rest } = info(home);
  assert.equal(`${base}lab?token=${token}`, url);
  assert.equal(pid, server.pid);
  assert.deepEqual(Object.keys(rest).sort(), [
    'base_url',
    'hostname',
    'password',
    'root_dir',
    'secure',
    'sock',
    'token',
    'version',
  ]);
  assert.deepEqual([rest.base_url, rest.root_dir, rest.token, rest.secure], ['/deep/', home.folder, token, false]);

  const listed = await home.run(['list']);
  assert.equal(listed.stdout, `Currently running servers:\n${base}?token=${token} :: ${home.folder}\n`);
  const stopped = await home.run(['stop', String(port)]);
  assert.equal(stopped.code, 0, stopped.stderr);
  const { code, stdout, stderr } = await server.ended();
  assert.equal(code, 0, stderr);
  assert.deepEqual(runtimeFiles(home), []);
  assert.equal(stdout.split(token).length, 1, 'a configured token is not printed');
  assert.ok(!stderr.includes(token), 'and never logged');
});

test('what was compiled is kept in the cache folder of the user, closed to others', async () => {
  using home = new Home();
  const cache = join(home.folder, 'cache');
  const env = { NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: cache };
  for (const _start of ['first', 'second']) {
    const { code, stdout } = await home.run(['--version'], { env });
    assert.deepEqual([code, /^\d+\.\d/.test(stdout)], [0, true]);
  }
  const files = readdirSync(join(cache, 'himalia'), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  assert.ok(files.length > 0);
  for (const { parentPath, name } of files) assert.equal(statSync(join(parentPath, name)).mode & 0o022, 0);
});

for (const remix of ['kernels', 'notebook', 'full']) {
  test(`the remix ${remix} starts and stops`, async () => {
    using home = new Home();
    await using server = await home.serve(remix);
    assert.equal((await server.ask('api/kernelspecs')).status, 200);
    const { code, stderr } = await server.stop();
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, / (ERROR|WARN ) (?!.*root)/);
  });
}

test('the remix empty answers its health and nothing else', async () => {
  using home = new Home();
  await using server = await home.serve('empty');
  const [, url = ''] = await server.says(/is ready after [\d.]+ s:\s+(\S+)/);
  const status = async (path: string) => (await fetch(new URL(path, url))).status;
  assert.deepEqual(await (await fetch(url)).json(), { status: 'ok' });
  assert.equal(await status('/readyz'), 200);
  for (const path of ['/', '/api', '/api/contents', '/lab', '/static/x.js'])
    assert.equal(await status(path), 404, path);
  const answers = ['POST', 'PUT', 'PATCH', 'DELETE'].map(async (method) => {
    const { status: unknown } = await fetch(new URL('/x', url), { method });
    const { status: known } = await fetch(url, { method });
    return [unknown, known];
  });
  for (const pair of await Promise.all(answers)) assert.deepEqual(pair, [404, 405]);
});

test('a runtime folder without room keeps nobody from the server', async (t) => {
  if (process.platform !== 'linux') return t.skip('there is no folder like that');
  using home = new Home();
  const env = { JUPYTER_RUNTIME_DIR: '/proc/self' };
  await using server = home.start(['start', 'kernels', '--port=0', '--no-browser', `--token=${token}`], { env });
  const [url = ''] = await server.says(/http:\S+/);
  const answer = await fetch(new URL('/api/kernelspecs', url), { headers: { authorization: `token ${token}` } });
  assert.equal(answer.status, 200);
  assert.match(server.stderr, /WARN .*Other commands do not find this server: .*ENOENT/);
  assert.equal((await server.stop()).code, 0);
});

test('a taken port: the next one is used, and this is said', async () => {
  using home = new Home();
  await using other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { readonly port: number };
  await using server = await home.serve('kernels', [`--port=${port}`]);
  assert.notEqual(new URL(server.url).port, String(port));
  assert.match(server.stderr, new RegExp(`port ${port} is already in use`));
});

test('a taken port and no more tries: exit 1 with a sentence, and nothing stays', async () => {
  using home = new Home();
  await using other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { readonly port: number };
  const { code, stderr } = await home.run(['start', 'kernels', `--port=${port}`, '--port-retries=0', '--no-browser']);
  assert.match(stderr, new RegExp(`port.* ${port}`));
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.deepEqual([code, runtimeFiles(home)], [1, []]);
});

test('a root that does not exist: exit 1, naming it', async () => {
  using home = new Home();
  const missing = join(home.folder, 'nowhere');
  const { code, stderr } = await home.run(['start', 'lab', '--no-browser', '--port=0', `--root-dir=${missing}`]);
  assert.ok(stderr.includes(missing), stderr);
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.equal(code, 1);
});

test('a root that is a file: exit 1, naming it', async () => {
  using home = new Home();
  const file = home.write('file', '');
  const { code, stderr } = await home.run(['start', 'lab', '--no-browser', '--port=0', `--root-dir=${file}`]);
  assert.ok(stderr.includes(file), stderr);
  assert.equal(code, 1);
});

test('a token that is too short is refused without being repeated', async () => {
  using home = new Home();
  const { code, stderr } = await home.run(['start', 'kernels', '--no-browser', '--port=0', '--token=hunt']);
  assert.match(stderr, /too short.*at least 8/);
  assert.ok(!stderr.includes('hunt'), stderr);
  assert.notEqual(code, 0);
});

test('an option of a plugin that the remix has not: exit 2, naming a remix that has it', async () => {
  using home = new Home();
  const { code, stderr } = await home.run(['start', 'kernels', '--root-dir=.']);
  assert.match(stderr, /remix 'kernels' has no plugin with the options 'contents'; 'lab' has/);
  assert.equal(code, 2);
});

test('an unknown option: the nearest one of any plugin', async () => {
  using home = new Home();
  const { code, stderr } = await home.run(['start', 'lab', '--prot=1']);
  assert.match(stderr, /no option --prot; did you mean --port\?/);
  assert.equal(code, 2);
});

test("Jupyter's long names work like the short ones", async () => {
  using home = new Home();
  const names = ['--ServerApp.port=0', `--IdentityProvider.token=${token}`, `--ServerApp.root_dir=${home.root}`];
  await using server = await home.start(['start', 'lab', ...names, '--ServerApp.open_browser=False']).ready();
  assert.deepEqual([server.token, info(home).root_dir], [token, home.root]);
});

test('a server that was killed is not listed, and its files go', async () => {
  using home = new Home();
  await using server = await home.serve('kernels');
  await server.stop('SIGKILL');
  assert.equal(runtimeFiles(home).length, 2);
  const { stdout } = await home.run(['list', '--json']);
  assert.equal(stdout, '');
  assert.deepEqual(runtimeFiles(home), []);
});

test('a server whose output nobody reads any more goes on, and still stops when asked', async () => {
  using home = new Home();
  await using server = await home.serve('kernels');
  server.child.stdout?.destroy();
  server.child.stderr?.destroy();
  assert.equal((await server.ask('api/status')).status, 200);
  server.child.kill('SIGTERM');
  const [code] = await once(server.child, 'exit');
  assert.equal(code, 0);
});

test('POST /api/shutdown stops the server', async () => {
  using home = new Home();
  await using server = await home.serve('kernels');
  assert.equal((await server.ask('api/shutdown', { method: 'POST' })).status, 200);
  assert.equal((await server.ended()).code, 0);
});

test('himalia check names the plugins in their order', async () => {
  using home = new Home();
  const { code, stdout, stderr } = await home.run(['check', 'lab']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^lab: \d+ plugins fit together/);
  assert.ok(stdout.indexOf('@himalia/http:fastify') < stdout.indexOf('@himalia/frontends:lab'));
});

test('himalia plugins lists every plugin with its remixes', async () => {
  using home = new Home();
  const { code, stdout } = await home.run(['plugins']);
  assert.match(stdout, /@himalia\/contents:local .* \[notebook nbclassic lab full\]/);
  assert.doesNotMatch(stdout, /in no remix/);
  assert.equal(code, 0);
});

test('himalia kernelspecs lists kernels, and broken ones with the reason', async () => {
  using home = new Home();
  home.write('data/kernels/broken/kernel.json', '{');
  const { code, stdout, stderr } = await home.run(['kernelspecs']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /typescript/);
  assert.match(stdout, /✖ broken +broken: .+\n +\S+kernels\/broken/);
});

test('himalia kernelspec install makes the embedded kernels known to other servers', async () => {
  using home = new Home();
  const { code, stdout, stderr } = await home.run(['kernelspec', 'install']);
  assert.equal(code, 0, stderr);
  const [first = ''] = stdout.trim().split('\n');
  assert.ok(first.startsWith(join(home.folder, 'data/kernels/')), stdout);
  const spec = JSON.parse(readFileSync(join(first, 'kernel.json'), 'utf8'));
  assert.ok(existsSync(spec.argv[0]), 'its Node is there');
  assert.ok(spec.argv.includes('{connection_file}'));
});
