import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '@himalia/core';
import { provoke } from '../../../scripts/diagnostics/provoke.ts';
import { scenarios } from '../../../scripts/diagnostics/scenarios.ts';

test('there is a scenario for every diagnostic', () => {
  assert.deepEqual([...new Set(scenarios.map(({ code }) => code))].sort(), Object.keys(catalogue).sort());
});

for (const scenario of scenarios) {
  test(`${scenario.code}: ${scenario.story}`, async () => {
    const { code, stdout, stderr } = await provoke(scenario);
    assert.match(stderr, new RegExp(`^${scenario.code}  \\S`, 'm'), stderr);
    assert.match(stderr, /^ {2}→ \S/m);
    assert.doesNotMatch(stderr, /^ +at /m, 'no stack');
    const codes = stderr.match(/^E_[A-Z_]+/gm);
    assert.deepEqual([...new Set(codes)], [scenario.code], stderr);
    assert.equal(code, scenario.code === 'E_START' ? 1 : 78);
    assert.equal(stdout, '', 'the port was not opened');
  });
}
