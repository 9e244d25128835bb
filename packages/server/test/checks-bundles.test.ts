import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { bundles } from '@himalia/contracts/bundles';
import { Home } from '@himalia/testing';
import { remixes } from '../src/remixes.ts';

test('a remix with the name of a bundle asks for the contracts of the bundle', () => {
  for (const { name, openapi } of bundles) {
    const remix = remixes.find((candidate) => candidate.name === name);
    if (!remix) continue;
    assert.deepEqual(
      Object.keys(openapi).filter((contract) => !remix.contracts.includes(contract)),
      [],
      name,
    );
  }
});

test('himalia check says whether a configuration is enough, and which plugin would provide what is missing', async () => {
  using home = new Home();
  const lab = await home.run(['check', 'lab']);
  assert.equal(lab.code, 0, lab.stderr);
  assert.match(lab.stdout, /Is this configuration enough to run JupyterLab .*: yes\.\n$/);
  const kernels = await home.run(['check', 'kernels', '--bundle', 'notebook']);
  assert.equal(kernels.code, 78);
  assert.match(kernels.stdout, /enough to run Notebook .*: no\.\n/);
  assert.match(
    kernels.stdout,
    /needed +contents \^1\.0\.0 \(HTTP\): missing; @himalia\/contents:http would provide it/,
  );
  assert.equal((await home.run(['check', 'nbclassic'])).code, 0);
});

test('himalia check refuses unknown bundles, foreign words and addresses that are none', async () => {
  using home = new Home();
  const cases: readonly [readonly string[], number, RegExp][] = [
    [['lab', '--bundle', 'notbook'], 2, /There is no bundle 'notbook'; did you mean 'notebook'\? Bundles: /],
    [['lab', '--url', 'nonsense'], 2, /'nonsense' is no http address/],
    [['lab', '--url', 'http://127.0.0.1:1/'], 1, /127\.0\.0\.1:1\/ does not answer: /],
    [['lab', '--url', 'http://127.0.0.1:1/', '--port=1'], 2, /not '--port=1'/],
    [['lab', '--url'], 2, /--url needs a value/],
  ];
  for (const [args, code, message] of cases) {
    const ended = await home.run(['check', ...args]);
    assert.equal(ended.code, code, ended.stderr);
    assert.match(ended.stderr, message);
    assert.doesNotMatch(ended.stderr, /\n {4}at /);
  }
});

test('himalia check asks a running server: one that has nothing is not enough, and is told why', async () => {
  using home = new Home();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const known = /^\/base\/api\/(kernels|kernelspecs|sessions|me|status)?$/.test(request.url ?? '');
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
  try {
    const ended = await home.run(['check', 'kernels', '--url', url, '--token', 'abc']);
    assert.equal(ended.code, 78, ended.stderr);
    assert.match(
      ended.stdout,
      /enough to run Jupyter kernels: no\.\n.* +identity .*\n {2}needed +system .* \/api is 404/,
    );
    assert.doesNotMatch(ended.stdout, /needed +kernels/);
    for (const line of asked) assert.match(line, /^GET \/base\/.*(?: token abc|[?]token=abc undefined)$/);
  } finally {
    server.close();
  }
});
