import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { conformanceChecks, contracts, Peer, type Result, runChecks } from '@himalia/conformance';
import { contract as terminals } from '@himalia/contracts/terminals';

async function resultsOf(
  listener: RequestListener,
  differences: Parameters<typeof runChecks>[2] = [],
): Promise<Result[]> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const peer = new Peer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'abc', 2000);
    const generated = conformanceChecks([terminals]).filter(({ id }) => id.includes('listTerminals'));
    return [...(await runChecks(peer, generated, differences))];
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const forbidden = JSON.stringify({ message: 'Forbidden', reason: null });
const answering =
  (body: string, stranger = 403, type = 'application/json'): RequestListener =>
  (request, response) => {
    const known = request.headers.authorization === 'token abc';
    response.writeHead(known ? 200 : stranger, { 'content-type': type }).end(known ? body : forbidden);
  };
const outcomes = (results: readonly Result[]): string => results.map(({ outcome }) => outcome).join(' ');

test('a server that does as the document says passes', async () => {
  const right = answering('[{"name":"1","last_activity":"2026-01-02T03:04:05Z"}]');
  assert.equal(outcomes(await resultsOf(right)), 'passed passed');
});

test('a body that does not fit, another type and a wrong refusal are found', async () => {
  const [missing] = await resultsOf(answering('[{"name":"1"}]'));
  assert.equal(missing?.outcome, 'failed');
  assert.match(missing?.detail ?? '', /last_activity/);
  const [typed] = await resultsOf(answering('[]', 403, 'text/plain'));
  assert.match(typed?.detail ?? '', /has the type 'text\/plain', not JSON/);
  const [, refused] = await resultsOf(answering('[]', 500));
  assert.match(refused?.detail ?? '', /500 instead of 403/);
});

test('a server without login is not asked to refuse anybody', async () => {
  assert.equal(outcomes(await resultsOf(answering('[]', 200))), 'passed skipped');
});

test('a listed difference is known; without the list it fails', async () => {
  const list = [{ id: 'terminals/listTerminals answers', whose: 'theirs', reason: 'because' } as const];
  assert.equal(outcomes(await resultsOf(answering('{}'), list)), 'known passed');
  assert.equal(outcomes(await resultsOf(answering('{}'))), 'failed passed');
});

test('a server that never answers fails, and the suite goes on', async () => {
  const results = await resultsOf((request, response) => {
    if (request.headers.authorization === undefined) response.writeHead(403).end();
  });
  assert.equal(results.length, 2);
  assert.match(results[0]?.detail ?? '', /timeout/);
});

test('every cited sentence stands in the SPEC.md of its contract', () => {
  const cited = conformanceChecks(contracts).flatMap(({ id }) => /^([\w-]+)\/SPEC (\d+)$/.exec(id)?.slice(1) ?? []);
  assert.ok(cited.length > 40);
  for (let index = 0; index < cited.length; index += 2) {
    const path = join(import.meta.dirname, '../../contracts/src', cited[index] ?? '', 'SPEC.md');
    assert.ok(existsSync(path), path);
    assert.match(
      readFileSync(path, 'utf8'),
      new RegExp(`^${cited[index + 1]}\\. `, 'm'),
      `${cited[index]} ${cited[index + 1]}`,
    );
  }
});

test('no two checks have one id', () => {
  const ids = conformanceChecks(contracts).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('no contract is forgotten', () => {
  const folder = join(import.meta.dirname, '../../contracts/src');
  const components = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'generated')));
  assert.deepEqual(
    contracts.map(({ name }) => name),
    components.toSorted(),
  );
});
