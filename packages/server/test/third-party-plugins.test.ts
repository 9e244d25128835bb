import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';
import { writePlugin } from '../../../scripts/diagnostics/plugin-folder.ts';

const id = '@acme/clock:part';

function prebuilt(home: Home, name = '@acme/clock', sketch: Parameters<typeof writePlugin>[2] = {}): string {
  const folder = join(home.folder, 'data/himalia', name);
  writePlugin(folder, name, sketch);
  return folder;
}

function configure(home: Home, values: object): void {
  home.write('config/himalia.json', values);
}

test('listing and describing a plugin runs none of its code', async () => {
  using home = new Home();
  const mark = join(home.folder, 'mark');
  const before = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(mark)}, '');`;
  prebuilt(home, '@acme/clock', { before, provides: 'time@1' });
  const list = await home.run(['plugin', 'list']);
  const info = await home.run(['plugin', 'info', id, '--json']);
  assert.match(list.stdout, /^@acme\/clock:part +off +1\.0\.0 +time@1/m, list.stderr);
  assert.equal((JSON.parse(info.stdout) as { provides: string }).provides, 'time@1');
  assert.equal((await home.run(['check', 'empty'])).code, 0);
  assert.ok(!existsSync(mark), 'off: also a check of the server runs none');
  configure(home, { plugins: { [id]: true } });
  const { code, stdout } = await home.run(['check', 'empty']);
  assert.deepEqual([code, existsSync(mark)], [0, true]);
  assert.match(stdout, /@acme\/clock:part +gives time@1/);
});

test('enable and disable edit himalia.json and keep the rest of it', async () => {
  using home = new Home();
  prebuilt(home);
  configure(home, { server: { logLevel: 'warn' } });
  const read = (): unknown => JSON.parse(readFileSync(join(home.config, 'himalia.json'), 'utf8'));
  assert.equal((await home.run(['plugin', 'enable', id])).code, 0);
  assert.deepEqual(read(), { server: { logLevel: 'warn' }, plugins: { [id]: true } });
  assert.equal((await home.run(['plugin', 'disable', id])).code, 0);
  assert.deepEqual(read(), { server: { logLevel: 'warn' }, plugins: { [id]: false } });
  const typo = await home.run(['plugin', 'enable', '@acme/clok:part']);
  assert.match(typo.stderr, /did you mean @acme\/clock:part\?/);
  assert.equal(typo.code, 1);
});

test('the section of a plugin that is off stays in the file, and is named once', async () => {
  using home = new Home();
  prebuilt(home, '@acme/clock', { section: 'wall' });
  const off = (section: string): object => ({ plugins: { [id]: false }, [section]: { zone: 'UTC' } });
  for (const section of ['wall', 'clock']) {
    if (section === 'clock') prebuilt(home); // its manifest says nothing about a section
    configure(home, off(section));
    const { code, stdout, stderr } = await home.run(['check', 'empty']);
    assert.equal(code, 0, stderr);
    assert.match(stdout + stderr, new RegExp(`himalia\\.json:5: '${section}' has no effect: the plugin ${id} is off`));
  }
  configure(home, { plugins: { '@acme/gone:part': false }, gone: {} });
  assert.equal((await home.run(['check', 'empty'])).code, 0, 'also when it is not installed any more');
  configure(home, off('wlal'));
  const { code, stderr } = await home.run(['check', 'empty']);
  assert.match(stderr, /No plugin has a section 'wlal'/);
  assert.equal(code, 78);
});

test('a plugin that comes with Himalia can be disabled', async () => {
  using home = new Home();
  const typo = await home.run(['plugin', 'disable', '@himalia/terminals:terminal']);
  assert.match(typo.stderr, /did you mean @himalia\/terminals:terminals\?/);
  for (const own of ['@himalia/terminals:terminals', '@himalia/kernels:zws'])
    assert.equal((await home.run(['plugin', 'disable', own])).code, 0, own);
  configure(home, { plugins: { '@himalia/embedded-kernels:python': false } });
  const { stdout, code } = await home.run(['check', 'kernels']);
  assert.match(stdout, /embedded-kernels:typescript/);
  assert.doesNotMatch(stdout, /embedded-kernels:python/);
  assert.equal(code, 0);
});

test('a name in the configuration that is not installed is refused with file, line and the nearest one', async () => {
  using home = new Home();
  prebuilt(home);
  configure(home, { plugins: { '@acme/clcok:part': true } });
  const { code, stderr } = await home.run(['check', 'empty']);
  assert.match(stderr, /^E_MISSING {2}The configuration enables @acme\/clcok:part/m);
  assert.match(stderr, /himalia\.json:3$/m);
  assert.match(stderr, /→ Did you mean @acme\/clock:part\?/);
  assert.equal(code, 78);
});

test("'plugins' that is no map of true and false is refused with its line", async () => {
  using home = new Home();
  configure(home, { plugins: [id] });
  const { code, stderr } = await home.run(['check', 'empty']);
  assert.match(stderr, /himalia\.json:2: 'plugins' must map ids of plugins to true or false/);
  assert.equal(code, 78);
});

test('a plugin for another host version does not matter while it is off, and cannot be enabled', async () => {
  using home = new Home();
  prebuilt(home, '@acme/clock', { host: '^9.0.0' });
  assert.equal((await home.run(['check', 'empty'])).code, 0);
  assert.match((await home.run(['plugin', 'list'])).stdout, /@acme\/clock:part .*E_HOST/);
  const { code, stderr } = await home.run(['plugin', 'enable', id]);
  assert.match(stderr, /E_HOST It is made for Himalia \^9\.0\.0/);
  assert.equal(code, 78);
  assert.ok(!existsSync(join(home.config, 'himalia.json')), 'nothing was written');
});

test('code that provides something else than its manifest says is refused', async () => {
  using home = new Home();
  const folder = prebuilt(home, '@acme/clock', { provides: 'time@1' });
  const code = readFileSync(join(folder, 'plugin.js'), 'utf8');
  writeFileSync(join(folder, 'plugin.js'), code.replace("Token('time'", "Token('contents'"));
  configure(home, { plugins: { [id]: true } });
  const { stderr } = await home.run(['check', 'empty']);
  assert.match(
    stderr,
    /E_LOAD {2}The manifest of @acme\/clock:part says provides: \[time@1\], and its code has \[contents@1\]/,
  );
});

test('a plugin that is not critical and fails is told of, answers 503, and takes nobody along', async () => {
  using home = new Home();
  const routes = { notes: ['GET /api/notes'] };
  const activate = "throw new Error('no ink');";
  prebuilt(home, '@acme/notes', { requires: ['http@1'], promises: routes, critical: false, activate });
  prebuilt(home, '@acme/slow', { critical: false, activate: 'await new Promise(() => {});' });
  configure(home, { plugins: { '@acme/notes:part': true, '@acme/slow:part': true } });
  await using server = await home.serve('kernels', ['--start-timeout=2']);
  assert.match(server.stderr, /@acme\/notes:part failed; the server goes on without it.*no ink/);
  assert.match(server.stderr, /@acme\/slow:part failed.*was not ready within 2 s/);
  assert.equal((await server.ask('api/notes')).status, 503);
  assert.equal((await server.ask('api/kernelspecs')).status, 200);
  const { plugins } = await server.json<{ plugins: { id: string; error?: string }[] }>('api/himalia/plugins');
  assert.equal(plugins.find((plugin) => plugin.id === '@acme/notes:part')?.error, 'no ink');
});

test('himalia plugin new writes a plugin that passes its own tests', async () => {
  using home = new Home();
  const { code, stdout, stderr } = await home.run(['plugin', 'new', '@acme/hello-world']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /cd hello-world\n +npm test/);
  const result = await home.spawn(process.execPath, ['--test'], { cwd: join(home.root, 'hello-world') }).ended();
  assert.equal(result.code, 0, result.stdout + result.stderr);
  assert.match(result.stdout, /pass 3/);
  assert.match((await home.run(['plugin', 'new', 'hello-world'])).stderr, /is not empty/);
  assert.equal((await home.run(['plugin', 'new', 'Hello World'])).code, 2);
});

test('why tells who provides a service and who answers a request', async () => {
  using home = new Home();
  const service = await home.run(['plugin', 'why', 'kernels']);
  assert.match(service.stdout, /^kernels@1 is provided by @himalia\/kernels:kernels\.$/m, service.stderr);
  assert.match(service.stdout, /required by @himalia\/kernels:sessions/);
  const route = await home.run(['plugin', 'why', 'DELETE /api/kernels/1', '--json']);
  const { routes } = JSON.parse(route.stdout) as { routes: readonly { operation: string; plugin: string }[] };
  assert.deepEqual(
    routes.map(({ plugin }) => plugin),
    ['@himalia/kernels:kernels'],
  );
  assert.equal((await home.run(['plugin', 'why', '/nothing'])).code, 1);
  assert.match((await home.run(['plugin', 'why', 'kernel'])).stderr, /did you mean 'kernels'\?/);
});
