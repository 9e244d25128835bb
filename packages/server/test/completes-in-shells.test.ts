import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

async function script(home: Home, shell: string): Promise<string> {
  const { code, stdout, stderr } = await home.run(['completion', shell]);
  assert.deepEqual([code, stderr], [0, '']);
  return home.write(`completion.${shell}`, stdout);
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

const lines: readonly (readonly [line: string, completed: readonly string[]])[] = [
  ['himalia sta', ['start']],
  ['himalia start l', ['lab']],
  ['himalia start --root', ['--root-dir']],
  ['himalia start lab --no-b', ['--no-browser']],
  ['himalia start --log-level de', ['debug']],
  ['himalia start --token-file compl', ['completion.*']],
  ['himalia config s', ['schema', 'show']],
  ['himalia config show --orig', ['--origin']],
  ['himalia list --', ['--json']],
  ['himalia completion z', ['zsh']],
];

/** What fish offers for a line, without the descriptions. */
function inFish(path: string, line: string, cwd: string): readonly string[] {
  const text = execFileSync('fish', ['--no-config', '-c', `source ${path}; complete -C '${line}'`], {
    encoding: 'utf8',
    cwd,
    timeout: 30_000,
  });
  return text
    .trim()
    .split('\n')
    .map((offer) => offer.split('\t')[0] ?? '');
}

/** What zsh offers when Tab is pressed at the end of a line, in a terminal of its own. */
function inZsh(path: string, line: string, cwd: string): readonly string[] {
  const hits = join(cwd, 'hits');
  writeFileSync(hits, '');
  writeFileSync(
    join(cwd, 'setup.zsh'),
    `autoload -Uz compinit; compinit -u -D
source ${path}
bindkey '^I' complete-word
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  typeset -a offers; builtin compadd -A offers "$@"
  for offer in $offers; do print -r -- $offer >> ${hits}; done
}
finish() { exit }
comppostfuncs=(finish)
`,
  );
  const typed = `zmodload zsh/zpty; zpty child zsh -f -i; zpty -w child "source ${cwd}/setup.zsh"
zpty -w -n child "$1"$'\\t'; zpty -r child out '*never*'; true`;
  execFileSync('zsh', ['-f', '-c', typed, 'zsh', line], { cwd, timeout: 30_000, stdio: 'ignore' });
  return readFileSync(hits, 'utf8').trim().split('\n');
}

for (const [shell, complete] of Object.entries({ zsh: inZsh, fish: inFish })) {
  const there = spawnSync(shell, ['--version']).status === 0;
  test(`${shell} completes the same`, { skip: !there && `${shell} is not installed` }, async () => {
    using home = new Home();
    const path = await script(home, shell);
    for (const [line, expected] of lines) {
      const wanted = expected.map((word) => word.replace('completion.*', `completion.${shell}`));
      assert.deepEqual(complete(path, line, home.folder).toSorted(), wanted, line);
    }
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
