import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

const wrong: readonly (readonly [string, RegExp])[] = [
  ['strat', /no command 'strat'; did you mean 'start'/],
  ['start lba', /no remix, file or folder 'lba'; did you mean 'lab'\?.*empty, kernels, notebook, .*lab, full/],
  ['start empty --log-lvel debug', /no option --log-lvel; did you mean --log-level\?/],
  ['start empty --log-level loud', /--log-level must be one of .*"debug".*not "loud"/],
  ['start empty --stop-timeout soon', /--stop-timeout must be an integer, not "soon"/],
  ['start empty --stop-timeout', /--stop-timeout needs a value/],
  ['start empty --no-browser=yes', /--no-browser takes no value/],
  ['start empty -z', /no option -z/],
  ['start empty twice', /'twice' is one word too many/],
  ['start kernels /', /'\/' is one word too many/],
  ['start lab / /', /'\/' is one word too many/],
  ['start ./lba', /no remix, file or folder '\.\/lba'/],
  ['start lab ./none.ipynb', /There is no file or folder '\.\/none\.ipynb'/],
  ['start --root-dir /usr /bin/sh', /'\/bin\/sh' is not in the root folder \/usr/],
  ['stop here', /himalia stop takes a port/],
  ['list --xml', /himalia list takes --json/],
  ['kernelspec remove', /himalia kernelspec install/],
];

for (const [line, message] of wrong) {
  test(`himalia ${line}: exit 2 and a sentence`, async () => {
    using home = new Home();
    const { code, stdout, stderr } = await home.run(line.split(' '));
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    assert.deepEqual([code, stdout], [2, '']);
  });
}

test('the overview and the version need nothing else', async () => {
  using home = new Home();
  const [help, version, nothing] = await Promise.all([home.run(['--help']), home.run(['--version']), home.run([])]);
  assert.match(help.stdout, /himalia start \[REMIX\]/);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  assert.deepEqual([help.code, version.code, nothing.stdout], [0, 0, help.stdout]);
});

test('the help of a remix is made of its options', async () => {
  using home = new Home();
  const { code, stdout } = await home.run(['start', 'empty', '--help']);
  assert.match(stdout, /--log-level=debug\|info\|warn\|error\n\s+What is logged/);
  assert.match(stdout, /default: info; environment: HIMALIA_LOG_LEVEL/);
  assert.doesNotMatch(stdout, /ServerApp/);
  assert.equal(code, 0);
});

test('a root that is missing: the way out is not to go without files', async () => {
  using home = new Home();
  const { code, stderr } = await home.run(['start', 'lab', '--root-dir', `${home.folder}/missing`]);
  assert.match(stderr, /E_START .*the root folder \S+missing does not exist \(contents\.rootDir\)/);
  assert.match(stderr, /→ Set right what it says/);
  assert.doesNotMatch(stderr, /disable/);
  assert.equal(code, 1);
});

test('a server without anything that serves HTTP says that it listens nowhere, and stops at SIGTERM', async () => {
  using home = new Home();
  const off = { '@himalia/http:fastify': false, '@himalia/http:health': false };
  const path = home.write('nothing.json', { plugins: off });
  await using server = home.start(['start', 'empty', '--config', path]);
  await server.says(/nothing listens/);
  const { code, stderr } = await server.stop();
  assert.match(stderr, /Stopping: SIGTERM/);
  assert.equal(code, 0);
});
