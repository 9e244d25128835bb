import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

type Finding = { readonly about: string; readonly state: string; readonly message: string; readonly hint?: string };

async function examined(home: Home, args: readonly string[] = []): Promise<[number | null, readonly Finding[]]> {
  const { code, stdout, stderr } = await home.run(['doctor', ...args, '--json']);
  assert.equal(stderr, '');
  return [code, JSON.parse(stdout) as readonly Finding[]];
}

function about(findings: readonly Finding[], name: string): string {
  return findings.flatMap((each) => (each.about === name ? [`${each.state}: ${each.message}`] : [])).join('\n');
}

test('himalia doctor: what is well is said, too', async () => {
  using home = new Home();
  const [code, findings] = await examined(home, ['kernels', '--port=0']);
  assert.equal(code, 0, JSON.stringify(findings));
  assert.match(about(findings, 'plugins'), /^ok: The \d+ plugins of the remix 'kernels' fit together/);
  assert.match(about(findings, 'kernels'), /^ok: Kernels: .*typescript/);
  assert.match(about(findings, 'runtime folder'), /^ok: /);
  assert.equal(about(findings, 'front ends'), '', 'the remix has none');
  const { stdout } = await home.run(['doctor', 'kernels', '--port=0']);
  assert.match(stdout, /^✔ program: +Himalia [\s\S]*\n0 wrong, \d+ to consider, \d+ well\.$/m);
});

test('himalia doctor: port, login, files and certificate', async () => {
  using home = new Home();
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { readonly port: number };
  const options = [`--port=${port}`, '--token=', '--root-dir=/nowhere', '--certfile=/none.pem', '--port-retries=0'];
  const [code, findings] = await examined(home, options);
  other.close();
  assert.equal(code, 1);
  assert.match(about(findings, 'port'), new RegExp(`^wrong: Port ${port} is taken by another program`));
  assert.match(about(findings, 'login'), /^warning: Nobody is asked/);
  assert.match(about(findings, 'files'), /^wrong: There is no folder \/nowhere/);
  assert.match(
    about(findings, 'certificate'),
    /^wrong: The certificate cannot be used: certfile \/none\.pem cannot be read/,
  );
});

test('himalia doctor: a login over plain HTTP is a warning where other machines can ask, none at all is wrong', async () => {
  using home = new Home();
  const state = async (...options: readonly string[]): Promise<string> =>
    about((await examined(home, ['kernels', '--port=0', '--ip=0.0.0.0', ...options]))[1], 'login');
  assert.match(await state(), /^warning: .*plain text/);
  assert.match(await state('--token='), /^wrong: .*other machines can reach/);
});

test('himalia doctor: broken kernels, kernels without their program, and open folders', async () => {
  using home = new Home();
  home.installKernel('gone', ['/gone/python', '-f', '{connection_file}']);
  home.write('data/kernels/torn/kernel.json', '{"argv');
  mkdirSync(home.runtime);
  chmodSync(home.runtime, 0o777);
  const [code, findings] = await examined(home, ['kernels', '--port=0']);
  assert.equal(code, 0);
  assert.match(about(findings, 'kernels'), /^warning: The kernelspec \S+torn\S* is broken: /m);
  assert.match(about(findings, 'kernels'), /^warning: The kernel 'gone' starts \/gone\/python, which is not there/m);
  assert.match(about(findings, 'runtime folder'), /^warning: Others may write to /m);
});

test('himalia doctor: kernels of the Python environment that an option names', async () => {
  using home = new Home();
  const kernel = { argv: ['sh', '{connection_file}'], display_name: 'Own', language: 'sh' };
  home.write('env/share/jupyter/kernels/own/kernel.json', kernel);
  const [, findings] = await examined(home, ['kernels', '--port=0', `--python-prefix=${join(home.folder, 'env')}`]);
  assert.match(about(findings, 'kernels'), /^ok: Kernels: .*\bown\b/);
});

test('himalia doctor: the classic Notebook is missed where there are no other pages, and found', async () => {
  using home = new Home();
  const prefix = join(home.folder, 'env');
  const options = ['--port=0', `--python-prefix=${prefix}`];
  const [, without] = await examined(home, ['nbclassic', ...options]);
  assert.match(about(without, 'front ends'), /^wrong: The classic Notebook is not installed\. None of these has it: /m);
  const packages = join(prefix, 'lib/python3.12/site-packages');
  for (const folder of ['nbclassic/static', 'nbclassic/templates', 'nbclassic-1.3.3.dist-info'])
    mkdirSync(join(packages, folder), { recursive: true });
  const [, found] = await examined(home, ['nbclassic', ...options]);
  assert.match(about(found, 'front ends'), /^ok: The classic Notebook 1\.3\.3 is in /m);
});

test('himalia doctor: a configuration that is wrong is one finding among others', async () => {
  using home = new Home();
  home.write('config/himalia.yaml', 'http: {port: many}\n');
  const [code, findings] = await examined(home);
  assert.equal(code, 1);
  assert.match(about(findings, 'configuration'), /^wrong: [\s\S]*himalia\.yaml:1: .*port.? must be an integer/m);
  assert.match(about(findings, 'runtime folder'), /^ok: /);
  const { code: misused } = await home.run(['doctor', '--prot=1']);
  assert.equal(misused, 2);
});
