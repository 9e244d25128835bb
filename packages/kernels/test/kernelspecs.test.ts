import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestServer } from '@himalia/testing';
import { bootKernels, installKernel } from './support/kernel-server.ts';

type Entry = { readonly name: string; readonly spec: object; readonly resources: Readonly<Record<string, string>> };

let server: TestServer;
before(async () => {
  server = await bootKernels({}, [], { http: { baseUrl: '/base/x/' }, kernelspecs: { defaultName: 'synthetic' } });
  const folder = join(server.folder, 'data', 'kernels', 'synthetic');
  writeFileSync(join(folder, 'logo-32x32.png'), 'png');
  writeFileSync(join(folder, 'kernel.js'), 'js');
  mkdirSync(join(server.folder, 'data', 'kernels', 'broken'));
  writeFileSync(join(server.folder, 'data', 'kernels', 'broken', 'kernel.json'), '{');
  installKernel(server, 'remote', { argv: ['x'], metadata: { kernel_provisioner: { provisioner_name: 'slurm' } } });
});
after(() => server.stop());

test('kernelspecs: the list leaves out what cannot be started, and names the default', async () => {
  const response = await server.ask('api/kernelspecs');
  assert.equal(response.status, 200);
  const { default: name, kernelspecs } = (await response.json()) as {
    default: string;
    kernelspecs: Record<string, Entry>;
  };
  assert.equal(name, 'synthetic');
  assert.ok(kernelspecs.synthetic && !kernelspecs.broken && !kernelspecs.remote);
  assert.deepEqual(Object.keys(kernelspecs.synthetic.spec).sort(), [
    'argv',
    'display_name',
    'env',
    'interrupt_mode',
    'kernel_protocol_version',
    'language',
    'metadata',
  ]);
  assert.deepEqual(kernelspecs.synthetic.resources, {
    'kernel.js': '/base/x/kernelspecs/synthetic/kernel.js',
    'logo-32x32': '/base/x/kernelspecs/synthetic/logo-32x32.png',
  });
});

test('kernelspecs: one of them, in any case; none is 404', async () => {
  const response = await server.ask('api/kernelspecs/SYNTHETIC');
  assert.equal(((await response.json()) as Entry).name, 'SYNTHETIC');
  const missing = await server.ask('api/kernelspecs/none');
  assert.equal(missing.status, 404);
  assert.match(((await missing.json()) as { message: string }).message, /none/);
});

test('kernelspecs: resources are files of their folder only', async () => {
  const logo = await server.ask('kernelspecs/synthetic/logo-32x32.png');
  assert.equal(logo.status, 200);
  assert.equal(logo.headers.get('content-type'), 'image/png');
  assert.match(logo.headers.get('cache-control') ?? '', /max-age=2592000/);
  assert.equal(await logo.text(), 'png');
  for (const path of ['..%2Fbroken%2Fkernel.json', '%2e%2e/broken/kernel.json', 'none', '%00']) {
    const { status } = await server.ask(`kernelspecs/synthetic/${path}`);
    assert.ok(status === 404 || status === 400, `${path}: ${status}`);
  }
});
