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
  const known = new Set(differences.map(({ id }) => id));
  const run = (isKnown: boolean, patience: number) => {
    const some = checks.filter(({ id }) => known.has(id) === isKnown);
    return runChecks(new Peer(server.url, server.token, patience), some, differences);
  };
  // What is known to differ shows it by not coming at all.
  const results = [...(await run(false, 20_000)), ...(await run(true, 5_000))];
  assert.deepEqual(
    results.filter(({ outcome }) => outcome === 'failed').map(({ id, detail }) => `${id}: ${detail}`),
    [],
    'differences that are not listed',
  );
  assert.deepEqual(
    results.filter(({ id, outcome }) => known.has(id) && outcome !== 'known').map(({ id }) => id),
    [],
    'listed differences that are none',
  );
});
