import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';
import { jupyterPaths } from '../../test/support/jupyter-paths.ts';
import { QuietLog } from '../../test/support/quiet-log.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { ProvisionerRegistry } from '../provisioners/provisioner-registry.ts';
import { resourcePath, resourcesOf } from './kernelspec-resources.ts';
import { LocalKernelspecs } from './local-kernelspecs.ts';
import { MachineKernelspecs } from './machine-kernelspecs.ts';

function install(data: string, name: string, kernelJson: unknown): string {
  const folder = join(data, 'kernels', name);
  mkdirSync(folder, { recursive: true });
  const text = typeof kernelJson === 'string' ? kernelJson : JSON.stringify(kernelJson);
  writeFileSync(join(folder, 'kernel.json'), text);
  return folder;
}

function setUp(t: TestContext, prefixes: readonly string[] = []) {
  const folder = temporaryFolder(t);
  const paths = { ...jupyterPaths(folder, prefixes), data: [join(folder, 'first'), join(folder, 'second')] };
  const machine = new MachineKernelspecs(paths, join(folder, 'home'));
  return { folder, paths, machine, first: join(folder, 'first'), second: join(folder, 'second') };
}

const rules = { allowed: [], defaultName: undefined };

test('kernelspecs: the first folder of a name wins, names are lower case, defaults are filled in', async (t) => {
  const { machine, first, second } = setUp(t);
  install(second, 'Julia', { argv: ['second'] });
  install(first, 'julia', { argv: ['first'], env: { THREADS: 4 } });
  install(second, 'R', { argv: ['R'], display_name: 'R 4', language: 'R', interrupt_mode: 'Message' });
  const { specs, broken } = await machine.find();
  assert.deepEqual(broken, []);
  assert.deepEqual(
    specs.map(({ name, argv }) => [name, argv[0]]),
    [
      ['julia', 'first'],
      ['r', 'R'],
    ],
  );
  assert.deepEqual(specs[0], {
    name: 'julia',
    argv: ['first'],
    env: { THREADS: '4' },
    display_name: 'julia',
    language: '',
    interrupt_mode: 'signal',
    metadata: {},
    kernel_protocol_version: '',
    resourceDir: join(first, 'kernels', 'julia'),
  });
  assert.equal(specs[1]?.interrupt_mode, 'message');
});

test('kernelspecs: a broken kernel.json is named with the reason, and hides a later one of its name', async (t) => {
  const { machine, first, second } = setUp(t);
  install(first, 'text', '{ no json');
  install(first, 'list', []);
  install(first, 'nothing', { display_name: 'Nothing' });
  install(first, 'mode', { argv: ['x'], interrupt_mode: 'politely' });
  install(first, 'env', { argv: ['x'], env: { DEEP: { a: 1 } } });
  install(first, 'blank', { argv: [''] });
  install(second, 'nothing', { argv: ['fine'] });
  install(second, 'fine', { argv: ['fine'] });
  mkdirSync(join(first, 'kernels', 'no-kernel-json'));
  const { specs, broken } = await machine.find();
  assert.deepEqual(
    specs.map(({ name }) => name),
    ['fine'],
  );
  assert.deepEqual(broken.map(({ name }) => name).sort(), ['blank', 'env', 'list', 'mode', 'nothing', 'text']);
  const why = (name: string) => broken.find((one) => one.name === name)?.problem ?? '';
  assert.match(why('text'), /not JSON/);
  assert.match(why('nothing'), /argv/);
  assert.match(why('blank'), /argv/);
  assert.match(why('mode'), /"politely", not "signal" or "message"/);
  assert.match(why('env'), /no text for DEEP/);
});

test('kernelspecs: what is installed or changed later is found without a restart', async (t) => {
  const { machine, first } = setUp(t);
  assert.deepEqual((await machine.find()).specs, []);
  install(first, 'new', { argv: ['one'] });
  assert.equal((await machine.find()).specs[0]?.argv[0], 'one');
  install(first, 'new', { argv: ['another'] });
  assert.equal((await machine.find()).specs[0]?.argv[0], 'another');
});

test('kernelspecs: python3 is offered when a prefix has ipykernel but no kernelspec', async (t) => {
  const prefix = temporaryFolder(t);
  const { machine, first } = setUp(t, [prefix]);
  const ipykernel = join(prefix, 'lib', 'python3.12', 'site-packages', 'ipykernel');
  mkdirSync(join(ipykernel, 'resources'), { recursive: true });
  writeFileSync(join(ipykernel, '__init__.py'), '');
  writeFileSync(join(ipykernel, 'resources', 'logo-32x32.png'), '');
  assert.deepEqual((await machine.find()).specs, [], 'without an interpreter there is nothing to run');
  mkdirSync(join(prefix, 'bin'));
  symlinkSync(process.execPath, join(prefix, 'bin', 'python3'));
  const [native] = (await machine.find()).specs;
  assert.equal(native?.argv[0], join(prefix, 'bin', 'python3'));
  assert.deepEqual([...(await resourcesOf(native as Kernelspec)).keys()], ['logo-32x32']);
  install(first, 'python3', { argv: ['own'] });
  assert.deepEqual(
    (await machine.find()).specs.map(({ argv }) => argv[0]),
    ['own'],
  );
});

test('kernelspecs: allowed names, the default, sources by rank, provisioners that are missing', async (t) => {
  const { machine, first } = setUp(t);
  for (const name of ['a', 'b', 'python3']) install(first, name, { argv: [name] });
  const metadata = { kernel_provisioner: { provisioner_name: 'slurm' } };
  install(first, 'far', { argv: ['far'], metadata });
  const registry = new ProvisionerRegistry();
  registry.register({ name: 'local-provisioner', launch: () => Promise.reject(new Error('not here')) });
  const log = new QuietLog();
  const all = new LocalKernelspecs(machine, rules, log, registry);
  const own = (await all.get('A')) as Kernelspec;
  all.register({
    id: 'late',
    rank: 20,
    list: async () => [
      { ...own, name: 'z' },
      { ...own, argv: ['hidden'] },
    ],
  });
  using early = all.register({ id: 'early', rank: 10, list: async () => [{ ...own, name: 'y' }] });
  all.register({ id: 'bad', rank: 1, list: () => Promise.reject(new Error('no network')) });
  assert.deepEqual(
    (await all.list()).map(({ name }) => name),
    ['a', 'b', 'python3', 'y', 'z'],
  );
  assert.deepEqual((await all.get('a'))?.argv, ['a']);
  assert.match((await all.broken())[0]?.problem ?? '', /slurm/);
  assert.match(JSON.stringify(log.entries), /no network/);
  early[Symbol.dispose]();
  assert.equal(await all.get('y'), undefined);
  assert.equal(await all.defaultName(), 'python3');
  const some = new LocalKernelspecs(machine, { allowed: ['B', 'far'], defaultName: 'python3' }, log, registry);
  assert.deepEqual(
    (await some.list()).map(({ name }) => name),
    ['b'],
  );
  assert.equal(await some.defaultName(), 'b');
});

test('kernelspecs: resources never leave the folder', async (t) => {
  const { machine, first, folder } = setUp(t);
  const spec = install(first, 'a', { argv: ['a'] });
  for (const file of ['logo-64x64.png', 'logo-64x64.svg', 'logo-svg.svg', 'kernel.js', 'other.txt']) {
    writeFileSync(join(spec, file), file);
  }
  writeFileSync(join(folder, 'secret'), '');
  symlinkSync(join(folder, 'secret'), join(spec, 'logo-link.png'));
  const [a] = (await machine.find()).specs as [Kernelspec];
  assert.deepEqual(Object.fromEntries(await resourcesOf(a)), {
    'kernel.js': 'kernel.js',
    'logo-64x64': 'logo-64x64.png',
    'logo-link': 'logo-link.png',
    'logo-svg': 'logo-svg.svg',
  });
  assert.equal(await resourcePath(a, 'logo-svg.svg'), join(spec, 'logo-svg.svg'));
  for (const file of ['../../../secret', 'logo-link.png', '/etc/passwd', '..', '.', 'none', 'a\0b']) {
    assert.equal(await resourcePath(a, file), undefined, file);
  }
});
