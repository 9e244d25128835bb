import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { basicPlugins, bootServer } from '@himalia/testing';

const server = await bootServer({
  plugins: [
    ...basicPlugins,
    '@himalia/system:events',
    '@himalia/system:status',
    '@himalia/kernels:kernelspecs',
    '@himalia/kernels:provisioners',
    '@himalia/kernels:kernels',
    '@himalia/kernels:sessions',
    '@himalia/embedded-kernels:typescript',
    '@himalia/embedded-kernels:python',
  ],
});
after(() => server.stop());

type Specs = { kernelspecs: Record<string, { spec: object; resources: Record<string, string> }> };

describe('a server with the embedded kernels', { timeout: 60_000 }, () => {
  it('offers them, each with logos', async () => {
    const { kernelspecs } = (await (await server.ask('api/kernelspecs')).json()) as Specs;
    const names = Object.keys(kernelspecs);
    assert.deepEqual(names.slice(-2), ['python-wasm', 'typescript']);
    assert.partialDeepStrictEqual(kernelspecs.typescript?.spec, { display_name: 'TypeScript (Node.js)' });
    assert.partialDeepStrictEqual(kernelspecs['python-wasm']?.spec, { language: 'python', interrupt_mode: 'signal' });
    for (const name of ['typescript', 'python-wasm']) {
      const logos = Object.values(kernelspecs[name]?.resources ?? {});
      assert.equal(logos.length, 3);
      for (const logo of logos) assert.equal((await server.ask(logo.slice(1))).status, 200, logo);
    }
  });

  for (const name of ['typescript', 'python-wasm']) {
    it(`starts, interrupts, restarts and ends ${name}`, async () => {
      const started = await server.ask('api/kernels', { method: 'POST', body: { name } });
      assert.equal(started.status, 201);
      const { id } = (await started.json()) as { id: string };
      assert.equal((await server.ask(`api/kernels/${id}/interrupt`, { method: 'POST' })).status, 204);
      assert.equal((await server.ask(`api/kernels/${id}/restart`, { method: 'POST' })).status, 200);
      assert.equal((await server.ask(`api/kernels/${id}`, { method: 'DELETE' })).status, 204);
    });
  }
});
