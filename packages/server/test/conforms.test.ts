import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootServer, contentsPlugins, Home } from '@himalia/testing';

test('himalia conform checks one contract of a running server, in words and as JSON', async () => {
  await using server = await bootServer({ plugins: contentsPlugins });
  using home = new Home();
  const args = ['conform', server.url, '--token', server.token, '--contract'];
  // The command asks for the kernelspecs first, which this server does not have: 404 is an answer.
  const words = await home.run([...args, 'contents']);
  assert.equal(words.code, 0, words.stdout + words.stderr);
  assert.match(words.stdout, /^ok {4}contents\/SPEC 8: /m);
  assert.match(words.stdout, /checks: \d+ passed, 0 failed, 0 known differences, 0 not applicable\.\n$/);
  const json = await home.run([...args, 'kernels', '--json']);
  assert.equal(json.code, 1);
  const results = JSON.parse(json.stdout) as { id: string; outcome: string }[];
  assert.equal(results.find(({ id }) => id === 'kernels/listKernels answers')?.outcome, 'failed');
});

test('himalia conform refuses wrong tokens and wrong names with a sentence', async () => {
  await using server = await bootServer({ plugins: contentsPlugins });
  using home = new Home();
  const cases: readonly [readonly string[], number, RegExp][] = [
    [[], 2, /himalia conform URL/],
    [[server.url, '--contract', 'content'], 2, /no contract 'content'; did you mean 'contents'\?/],
    [[server.url, '--differences', '../x'], 2, /no list of differences of '\.\.\/x'/],
    [['http://127.0.0.1:1'], 1, /does not answer/],
  ];
  for (const [args, code, message] of cases) {
    const ended = await home.run(['conform', ...args]);
    assert.equal(ended.code, code, ended.stderr);
    assert.match(ended.stderr, message);
  }
});
