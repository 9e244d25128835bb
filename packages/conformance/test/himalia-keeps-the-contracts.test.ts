import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { conformanceChecks, contracts, Peer, runChecks } from '@himalia/conformance';
import { bootServer } from '@himalia/testing';
import { remixes } from 'himalia';

const plugins = remixes.find(({ name }) => name === 'lab')?.plugins ?? [];
const server = await bootServer({ plugins });
after(() => server.stop());
const peer = new Peer(server.url, server.token);

for (const contract of contracts) {
  test(`${contract.name}: every check passes against Himalia`, async () => {
    const checks = conformanceChecks([contract]);
    assert.ok(checks.length > 0);
    const results = await runChecks(peer, checks);
    assert.deepEqual(
      results.filter(({ outcome }) => outcome !== 'passed').map(({ id, detail }) => `${id}: ${detail}`),
      [],
    );
  });
}
