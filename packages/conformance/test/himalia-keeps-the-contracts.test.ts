import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { conformanceChecks, contracts, Peer, runChecks } from '@himalia/conformance';
import { bootServer, type TestServer } from '@himalia/testing';
import { remixes } from 'himalia';

/** Two contracts promise the addresses of Notebook 7, and no server has both. */
const classic = 'nbclassic-root';

/** What their examples name is there only while it is under way; these are tested beside their services. */
const transient = /^(?:archives\/get|operations\/(?:get|end|watch)|uploads\/(?:get|continue|end))/;

async function bootRemix(remix: string): Promise<TestServer> {
  const server = await bootServer({ plugins: remixes.find(({ name }) => name === remix)?.plugins ?? [] });
  after(() => server.stop());
  return server;
}
const servers = { full: await bootRemix('full'), nbclassic: await bootRemix('nbclassic') };

for (const contract of contracts) {
  test(`${contract.name}: every check passes against Himalia`, async () => {
    const { url, token } = servers[contract.name === classic ? 'nbclassic' : 'full'];
    const checks = conformanceChecks([contract]);
    assert.ok(checks.length > 0 || !contract.openapi);
    const results = await runChecks(new Peer(url, token), checks);
    assert.deepEqual(
      results
        .filter(({ id, outcome }) => outcome !== 'passed' && !transient.test(id))
        .map(({ id, detail }) => `${id}: ${detail}`),
      [],
    );
  });
}
