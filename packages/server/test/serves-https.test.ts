import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from './himalia-process.ts';

const openssl = spawnSync('openssl', ['version']).status === 0;
const options = { skip: !openssl && 'openssl is not installed' };

function certify(home: Home): readonly [cert: string, key: string] {
  const [cert, key] = [join(home.folder, 'cert.pem'), join(home.folder, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  spawnSync('openssl', ['req', '-x509', ...kind, ...name, '-keyout', key, '-out', cert]);
  return [cert, key];
}

function ask(url: string, ca: Buffer): Promise<readonly [status: number | undefined, cookies: readonly string[]]> {
  return new Promise((resolve, reject) => {
    get(url, { ca }, (response) => {
      response.resume();
      resolve([response.statusCode, response.headers['set-cookie'] ?? []]);
    }).on('error', reject);
  });
}

test("HTTPS by Jupyter's options: the address, the cookies and the runtime file say so", options, async () => {
  using home = new Home();
  const [cert, key] = certify(home);
  const names = [`--ServerApp.certfile=${cert}`, `--keyfile=${key}`];
  await using server = home.start(['start', 'kernels', '--port=0', '--no-browser', ...names]);
  const [, url = ''] = await server.says(/(https:\S+)/);
  const [status, cookies] = await ask(url, readFileSync(cert));
  assert.equal(status, 200);
  assert.match(cookies.join('\n'), /^username-[^\n]+; Secure$/m);
  const [info] = JSON.parse((await home.run(['list', '--jsonlist'])).stdout) as readonly { readonly secure: boolean }[];
  assert.equal(info?.secure, true);
});

test('a certificate that cannot be used stops the start with a sentence', options, async () => {
  using home = new Home();
  const [cert] = certify(home);
  const { code, stderr } = await home.run(['start', 'kernels', '--port=0', `--certfile=${cert}`, '--keyfile=/none']);
  assert.match(stderr, /could not start: keyfile \/none cannot be read: there is no such file/);
  assert.equal(code, 1);
});
