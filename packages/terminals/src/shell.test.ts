import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellCommand } from './shell-command.ts';
import { startPty } from './start-pty.ts';
import { terminalEnvironment } from './terminal-environment.ts';
import { parseStat } from './terminal-processes.ts';

const machine = (env: NodeJS.ProcessEnv, isTTY: boolean) =>
  ({ env, platform: 'linux', stdout: { isTTY } }) as unknown as NodeJS.Process;

test('the shell: configured, or $SHELL, or sh; a login shell where the server has no terminal', () => {
  assert.deepEqual(shellCommand(['/bin/x', '-y'], machine({ SHELL: '/bin/zsh' }, false)), ['/bin/x', '-y']);
  assert.deepEqual(shellCommand([], machine({ SHELL: '/bin/zsh' }, true)), ['/bin/zsh']);
  assert.deepEqual(shellCommand([], machine({ SHELL: '/bin/zsh' }, false)), ['/bin/zsh', '-l']);
  assert.deepEqual(shellCommand([], machine({}, true)), ['sh']);
});

test('a shell that cannot be run is said to be so', () => {
  const env = { PATH: '/usr/bin:/bin' };
  assert.throws(() => startPty(['/no/such/shell'], '/', env), { code: 'failed', message: /\/no\/such\/shell .*SHELL/ });
  assert.throws(() => startPty(['no-such-shell'], '/', env), { code: 'failed', message: /'no-such-shell'/ });
  assert.throws(() => startPty(['/etc/passwd'], '/', env), { code: 'failed' });
  assert.throws(() => startPty(['/'], '/', env), { code: 'failed' });
});

test('the environment: nothing secret, nothing undefined', () => {
  const own = { PATH: '/bin', JUPYTER_TOKEN: 'x', JPY_API_TOKEN: 'x', HIMALIA_LOG_LEVEL: 'x', TMUX: 'x', TERM: 'dumb' };
  assert.deepEqual(terminalEnvironment(own, { root: '/root folder', url: undefined }), {
    PATH: '/bin',
    TERM: 'xterm-256color',
    COLUMNS: '80',
    LINES: '25',
    PYXTERM_DIMENSIONS: '80x25',
    JUPYTER_SERVER_ROOT: '/root folder',
  });
});

test('/proc: names of processes may hold anything; what has ended does not count', () => {
  const entry = { pid: 10, group: 12, session: 13, front: 14 };
  assert.deepEqual(parseStat('10 (a) b) (c) S 11 12 13 34816 14 4194304 1 2'), entry);
  for (const bad of ['', '10 (a) Z 11 12 13 34816 14 0', '10 (a) X 11 12 13 34816 14 0', '10 (a) S'])
    assert.equal(parseStat(bad), undefined, bad);
});
