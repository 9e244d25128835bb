import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from './himalia-process.ts';

async function script(home: Home, shell: string): Promise<string> {
  const { code, stdout, stderr } = await home.run(['completion', shell]);
  assert.deepEqual([code, stderr], [0, '']);
  const path = join(home.folder, `completion.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

test('bash completes commands, remixes, options, and the values that an option may have', async () => {
  using home = new Home();
  const path = await script(home, 'bash');
  /** As readline splits the line: "=" is a word of its own. */
  const completed = (...words: string[]): readonly string[] => {
    const line = `source ${path}; COMP_WORDS=(himalia "$@"); COMP_CWORD=${words.length}; _himalia; printf '%s\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync('bash', ['--norc', '-c', line, 'bash', ...words], { encoding: 'utf8', cwd: home.folder });
    return text.trim().split('\n');
  };
  assert.deepEqual(completed('sta'), ['start']);
  assert.deepEqual(completed('start', 'l'), ['lab']);
  assert.deepEqual(completed('start', '--root'), ['--root-dir=']);
  assert.deepEqual(completed('start', 'lab', '--no-b'), ['--no-browser']);
  assert.deepEqual(completed('start', '--log-level', '=', 'de'), ['debug']);
  assert.deepEqual(completed('start', '--log-format', '='), ['text', 'json']);
  assert.deepEqual(completed('start', '--token-file', 'compl'), ['completion.bash']);
  assert.deepEqual(completed('config', 's'), ['show', 'schema']);
  assert.deepEqual(completed('list', '--'), ['--json']);
  assert.deepEqual(completed('completion', 'z'), ['zsh']);
});

for (const shell of ['zsh', 'fish']) {
  const there = spawnSync(shell, ['--version']).status === 0;
  test(`${shell} accepts its script`, { skip: !there && `${shell} is not installed` }, async () => {
    using home = new Home();
    execFileSync(shell, ['-n', await script(home, shell)]);
  });
}

test('the scripts for zsh and fish have the options with their values', async () => {
  using home = new Home();
  const [zsh, fish] = await Promise.all([home.run(['completion', 'zsh']), home.run(['completion', 'fish'])]);
  assert.match(zsh.stdout, /'--log-level=\[What is logged .*\]:value:\(debug info warn error\)'/);
  assert.match(zsh.stdout, /'--token-file=\[A file that holds token\]:value:_files'/);
  assert.match(fish.stdout, /-l log-level -d '.*' -x -a 'debug info warn error'/);
  assert.match(fish.stdout, /-l root-dir .* -r -F/);
});

test('another shell is refused', async () => {
  using home = new Home();
  const { code, stderr } = await home.run(['completion', 'tcsh']);
  assert.match(stderr, /himalia completion bash, zsh or fish/);
  assert.equal(code, 2);
});
