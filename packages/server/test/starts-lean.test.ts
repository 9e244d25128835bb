import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Home } from '@himalia/testing';

const bin = fileURLToPath(new URL('../bin/himalia.js', import.meta.url));
const built = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const tellAtExit = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => console.log('loaded:', JSON.stringify(process.moduleLoadList)))",
)}`;

test('an empty server that is built loads few files, and nothing of TLS, HTTP/2 or fetch', {
  skip: existsSync(built) ? false : 'nothing is built here: npm run setup',
}, async () => {
  using home = new Home();
  const start = ['start', 'empty', '--port=0', '--no-browser', '--allow-root'];
  const server = home.spawn(process.execPath, ['--import', tellAtExit, bin, ...start]);
  await server.says(/is ready/);
  const { stdout } = await server.stop();
  const loaded: string[] = JSON.parse(/^loaded: (.*)$/m.exec(stdout)?.[1] ?? '[]');
  assert.ok(loaded.includes('NativeModule http'), 'the list of modules was told');
  const heavy = ['tls', 'https', 'http2', 'internal/deps/undici/undici', 'sqlite', 'zlib', 'worker_threads'];
  assert.deepEqual(
    heavy.filter((name) => loaded.includes(`NativeModule ${name}`)),
    [],
  );
});
