import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

/** The command under another of its names. */
function named(path: string, ...args: readonly string[]): [program: string, args: readonly string[]] {
  return [process.execPath, ['--conditions=source', path, ...args]];
}

test('himalia names: links that start the remix, and only our own are removed', async () => {
  using home = new Home();
  const folder = join(home.folder, 'bin');
  mkdirSync(folder);
  const installed = await home.run(['names', 'install', folder]);
  assert.equal(installed.code, 0, installed.stderr);
  assert.deepEqual(readdirSync(folder), ['jupyter-lab', 'jupyter-notebook', 'jupyter-server']);
  const lab = join(folder, 'jupyter-lab');
  assert.match((await home.spawn(...named(lab, '--version')).ended()).stdout, /^\d+\.\d/);
  assert.match((await home.spawn(...named(lab, 'list')).ended()).stdout, /^Currently running servers:/);
  assert.match((await home.run(['names', folder])).stdout, /jupyter-server {2}ours/);
  const removed = await home.run(['names', 'remove', folder]);
  assert.deepEqual([removed.code, readdirSync(folder)], [0, []]);
});

test("himalia names: what is somebody else's stops the whole of it", async () => {
  using home = new Home();
  const folder = join(home.folder, 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'jupyter-server'), '');
  const { code, stderr } = await home.run(['names', 'install', folder]);
  assert.match(stderr, /jupyter-server is there already and is not Himalia's/);
  assert.deepEqual([code, readdirSync(folder)], [1, ['jupyter-server']]);
  symlinkSync('/nowhere/else', join(folder, 'jupyter-lab'));
  await home.run(['names', 'remove', folder]);
  assert.ok(lstatSync(join(folder, 'jupyter-lab')).isSymbolicLink());
  const missing = await home.run(['names', 'install', join(folder, 'none')]);
  assert.match(missing.stderr, /there is no such folder/);
});

test('jupyter-lab FOLDER serves that folder with JupyterLab', async () => {
  using home = new Home();
  const folder = join(home.folder, 'bin');
  mkdirSync(folder);
  await home.run(['names', 'install', folder]);
  const command = named(join(folder, 'jupyter-lab'), home.root, '--port=0', '--no-browser');
  await using server = home.spawn(...command, { cwd: home.folder });
  await server.says(/\(lab\) is ready/);
  const { stdout } = await home.run(['list']);
  assert.match(stdout, new RegExp(`:: ${home.root}$`, 'm'));
});
