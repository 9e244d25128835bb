import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { test } from 'node:test';
import { Home, hasOpenssl, selfSigned } from '@himalia/testing';

const options = { skip: !hasOpenssl && 'openssl is not installed' };

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
  const { cert, key } = selfSigned(home.folder);
  const names = [`--ServerApp.certfile=${cert}`, `--keyfile=${key}`];
  await using server = await home.serve('kernels', names);
  const [, url = ''] = await server.says(/(https:\S+)/);
  const [status, cookies] = await ask(url, readFileSync(cert));
  assert.equal(status, 200);
  assert.match(cookies.join('\n'), /^username-[^\n]+; Secure$/m);
  const [info] = JSON.parse((await home.run(['list', '--jsonlist'])).stdout) as readonly { readonly secure: boolean }[];
  assert.equal(info?.secure, true);
});

test('a certificate that cannot be used stops the start with a sentence', options, async () => {
  using home = new Home();
  const { cert } = selfSigned(home.folder);
  const { code, stderr } = await home.run(['start', 'kernels', '--port=0', `--certfile=${cert}`, '--keyfile=/none']);
  assert.match(stderr, /could not start: keyfile \/none cannot be read: there is no such file/);
  assert.equal(code, 1);
});
