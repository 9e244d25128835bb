import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { jupyterPathsOf } from './jupyter-paths.ts';
import type { Machine } from './machine.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'himalia-paths-')));
after(() => rmSync(folder, { recursive: true }));
const home = join(folder, 'home');

function file(path: string, text = ''): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** A base Python, a virtual environment of it, and a conda environment. */
const base = join(folder, 'base');
file(join(base, 'bin/python3.14'));
symlinkSync('python3.14', join(base, 'bin/python3'));
const venv = join(folder, 'venv');
file(join(venv, 'pyvenv.cfg'), 'home = /usr/bin\ninclude-system-site-packages = false\n');
symlinkSync(join(base, 'bin/python3'), join(venv, 'bin-python3-target'));
mkdirSync(join(venv, 'bin'));
symlinkSync(join(base, 'bin/python3'), join(venv, 'bin/python3'));
file(join(venv, 'bin/jupyter'), `#!${venv}/bin/python3\nimport sys\n`);
const conda = join(folder, 'conda');
file(join(conda, 'bin/python'));

const paths = (env: Record<string, string>, more: Partial<Machine> = {}, prefix?: string) =>
  jupyterPathsOf(
    { platform: 'linux', env: { PATH: '', ...env }, home, owns: () => true, ...more },
    { prefix, emptyFolder: () => join(folder, 'empty') },
  );
const share = (prefix: string): string => join(prefix, 'share/jupyter');
const system = ['/usr/local/share/jupyter', '/usr/share/jupyter'];
const user = join(home, '.local/share/jupyter');

test('without any Python: the user, then the system', () => {
  const { data, config, runtime, prefixes } = paths({});
  assert.deepEqual(data, [user, ...system]);
  assert.deepEqual(config, [
    join(home, '.jupyter'),
    join(home, '.local/etc/jupyter'),
    '/usr/local/etc/jupyter',
    '/etc/jupyter',
  ]);
  assert.equal(runtime, join(user, 'runtime'));
  assert.deepEqual(prefixes, []);
});

test('an active virtual environment goes before the user, and hides the user site', () => {
  const found = paths({ VIRTUAL_ENV: venv });
  assert.deepEqual(found.data, [share(venv), user, ...system]);
  assert.deepEqual(found.config, [
    join(venv, 'etc/jupyter'),
    join(home, '.jupyter'),
    '/usr/local/etc/jupyter',
    '/etc/jupyter',
  ]);
});

test("somebody else's virtual environment goes after the user", () => {
  assert.deepEqual(paths({ VIRTUAL_ENV: venv }, { owns: () => false }).data, [user, share(venv), ...system]);
});

test('a virtual environment made with the system site shows the user site', () => {
  const open = join(folder, 'open');
  file(join(open, 'bin/python3'));
  file(join(open, 'pyvenv.cfg'), 'include-system-site-packages = True\n');
  const { config } = paths({ VIRTUAL_ENV: open });
  assert.ok(config.includes(join(home, '.local/etc/jupyter')));
  assert.ok(!paths({ VIRTUAL_ENV: open, PYTHONNOUSERSITE: '1' }).config.includes(join(home, '.local/etc/jupyter')));
});

test('JUPYTER_PREFER_ENV_PATH decides the order against the rule', () => {
  assert.deepEqual(paths({ VIRTUAL_ENV: venv, JUPYTER_PREFER_ENV_PATH: '0' }).data, [user, share(venv), ...system]);
  assert.deepEqual(paths({ CONDA_PREFIX: conda, JUPYTER_PREFER_ENV_PATH: 'yes' }).data, [
    share(conda),
    user,
    ...system,
  ]);
});

test('a named conda environment goes before the user, the base one after', () => {
  const named = paths({ CONDA_PREFIX: conda, CONDA_DEFAULT_ENV: 'science' });
  assert.deepEqual(named.data, [share(conda), user, ...system]);
  assert.deepEqual(paths({ CONDA_PREFIX: conda, CONDA_DEFAULT_ENV: 'base' }).data, [user, share(conda), ...system]);
  assert.deepEqual(paths({ CONDA_PREFIX: conda }).data, [user, share(conda), ...system]);
});

test('jupyter on PATH tells its prefix by its first line, wherever it is linked from', () => {
  const linked = join(folder, 'local-bin');
  mkdirSync(linked);
  symlinkSync(join(venv, 'bin/jupyter'), join(linked, 'jupyter'));
  assert.deepEqual(paths({ PATH: `/nowhere:${linked}` }).prefixes, [venv]);
});

test('a first line that was too long for the system is read too', () => {
  const long = join(folder, 'long');
  file(join(long, 'jupyter'), `#!/bin/sh\n'''exec' "${venv}/bin/python3" "$0" "$@"\n' '''\nimport sys\n`);
  assert.deepEqual(paths({ PATH: long }).prefixes, [venv]);
});

test('python3 on PATH: a virtual environment stays itself, a link leads to where Python is installed', () => {
  assert.deepEqual(paths({ PATH: join(venv, 'bin') }).prefixes, [venv]);
  const links = join(folder, 'links');
  mkdirSync(links);
  symlinkSync(join(base, 'bin/python3'), join(links, 'python3'));
  assert.deepEqual(paths({ PATH: links }).prefixes, [base]);
});

test("pyenv's python3 is a script: its version file names the prefix", () => {
  const root = join(folder, 'pyenv');
  file(join(root, 'shims/python3'), '#!/usr/bin/env bash\n');
  file(join(root, 'version'), '3.14.1\n');
  const version = join(root, 'versions/3.14.1');
  file(join(version, 'bin/python3'));
  assert.deepEqual(paths({ PATH: join(root, 'shims') }).prefixes, [version]);
  assert.deepEqual(paths({ PATH: join(root, 'shims'), PYENV_VERSION: '../../..' }).prefixes, []);
});

test('others that are found come after the user; a folder without Python is none', () => {
  const found = paths({ VIRTUAL_ENV: venv, CONDA_PREFIX: conda, PATH: join(base, 'bin') });
  assert.deepEqual(found.data, [share(venv), user, share(conda), share(base), ...system]);
  assert.deepEqual(paths({ VIRTUAL_ENV: join(folder, 'removed') }).prefixes, []);
});

test('a configured prefix comes first', () => {
  assert.deepEqual(paths({ VIRTUAL_ENV: venv }, {}, base).prefixes, [base, venv]);
});

test('the variables of Jupyter and XDG name folders; the first entries win', () => {
  const found = paths({
    JUPYTER_PATH: '/a/:/b',
    JUPYTER_CONFIG_PATH: '/c',
    JUPYTER_CONFIG_DIR: '/conf',
    XDG_DATA_HOME: '/xdg',
    JUPYTER_RUNTIME_DIR: '/run/me',
  });
  assert.deepEqual(found.data.slice(0, 3), ['/a', '/b', '/xdg/jupyter']);
  assert.deepEqual(found.config.slice(0, 2), ['/c', '/conf']);
  assert.equal(found.userConfig, '/conf');
  assert.equal(found.runtime, '/run/me');
  const { userData, runtime } = paths({ JUPYTER_DATA_DIR: '/data', XDG_DATA_HOME: '/xdg' });
  assert.deepEqual([userData, runtime], ['/data', '/data/runtime']);
});

test('JUPYTER_NO_CONFIG leaves one empty folder of configuration', () => {
  const { config, userConfig } = paths({
    JUPYTER_NO_CONFIG: '1',
    JUPYTER_CONFIG_DIR: '/conf',
    JUPYTER_CONFIG_PATH: '/c',
  });
  assert.deepEqual(config, [join(folder, 'empty')]);
  assert.equal(userConfig, join(folder, 'empty'));
});

test('macOS keeps data in the Library', () => {
  assert.deepEqual(paths({}, { platform: 'darwin' }).data.slice(0, 2), [join(home, 'Library/Jupyter'), user]);
});

test('Windows keeps data in APPDATA, and trusts the common folder only when asked to', () => {
  const env = { APPDATA: join(home, 'AppData'), PROGRAMDATA: '/programs' };
  const windows = (more: object) => paths({ ...env, ...more }, { platform: 'win32' }).data;
  assert.deepEqual(windows({}), [join(home, 'AppData/jupyter'), join(home, 'AppData/Python/share/jupyter')]);
  assert.ok(windows({ JUPYTER_USE_PROGRAMDATA: '1' }).includes('/programs/jupyter'));
});
