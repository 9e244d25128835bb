import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conformanceChecks, contracts, differencesOf, Peer, runChecks } from '@himalia/conformance';
import { Home } from '@himalia/testing';
import { hasJupyterServer, startJupyterServer } from './jupyter-server.ts';

const differences = differencesOf('jupyter-server');
const checks = conformanceChecks(contracts);

test('every listed difference names a check, once, with a reason', () => {
  const ids = differences.map(({ id }) => id);
  assert.deepEqual(ids, [...new Set(ids)]);
  for (const { id, whose, reason } of differences) {
    assert.ok(
      checks.some((check) => check.id === id),
      `no check is called '${id}'`,
    );
    assert.match(whose, /^(ours|theirs)$/);
    assert.ok(reason.length > 20, id);
  }
});

const skip = hasJupyterServer() ? false : 'set HIMALIA_PEER_PYTHON to a Python with jupyterlab and ipykernel';

test('jupyter_server differs where the list says so, and nowhere else', { skip }, async () => {
  using home = new Home();
  await using server = await startJupyterServer(home);
  const results = await runChecks(new Peer(server.url, server.token, 20_000), checks, differences);
  assert.deepEqual(
    results.filter(({ outcome }) => outcome === 'failed').map(({ id, detail }) => `${id}: ${detail}`),
    [],
    'differences that are not listed',
  );
  const known = new Set(differences.map(({ id }) => id));
  assert.deepEqual(
    results.filter(({ id, outcome }) => known.has(id) && outcome !== 'known').map(({ id }) => id),
    [],
    'listed differences that are none',
  );
});
