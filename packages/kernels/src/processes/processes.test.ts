import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AdoptedProcess } from './adopted-process.ts';
import { OutputFile } from './output-file.ts';
import { isProcess, processStart } from './process-start.ts';
import { SpawnedProcess } from './spawned-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function node(script: string): { argv: string[]; cwd: string; env: Record<string, string> } {
  return { argv: [process.execPath, '-e', script], cwd: folder, env: {} };
}

test('a process is known by its pid and when it began', async () => {
  const start = await processStart(process.pid);
  assert.ok(start);
  assert.equal(await isProcess(process.pid, start), true);
  assert.equal(await isProcess(process.pid, `${start}0`), false);
  assert.equal(await processStart(2 ** 30), undefined);
  assert.equal(await processStart(-1), undefined);
});

test('a process that has ended is none, also while its parent has not taken notice', async () => {
  const child = spawn('sh', ['-c', 'sh -c "exit 0" & echo $!; exec sleep 30']);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const zombie = Number(line.toString().trim());
  const until = Date.now() + 10_000;
  while ((await processStart(zombie)) !== undefined && Date.now() < until) await new Promise(setImmediate);
  assert.equal(await processStart(zombie), undefined);
  child.kill('SIGKILL');
});

test('a spawned process tells how it ended and what it wrote last, and leaves no file', async () => {
  const path = join(folder, 'one.log');
  const started = await SpawnedProcess.start(
    node('console.log("out"); console.error("err"); process.exit(3)'),
    OutputFile.open(path, false),
  );
  assert.deepEqual(await started.exited, { code: 3, signal: null });
  assert.equal(started.lastOutput, 'out\nerr');
  assert.equal(existsSync(path), false);
});

test('a program that is not there rejects, and leaves no file', async () => {
  const path = join(folder, 'none.log');
  const options = { argv: ['no-such-program'], cwd: folder, env: {} };
  await assert.rejects(SpawnedProcess.start(options, OutputFile.open(path, false)), { code: 'ENOENT' });
  assert.equal(existsSync(path), false);
});

test('an adopted process is heard to end, and can be signalled until then', async () => {
  const path = join(folder, 'two.log');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  await once(child, 'spawn');
  const { pid = 0 } = child;
  const start = (await processStart(pid)) ?? '';
  writeFileSync(path, 'written before\n');
  assert.equal(await AdoptedProcess.adopt(pid, 'another', () => assert.fail('not its file')), undefined);
  const adopted = await AdoptedProcess.adopt(pid, start, () => OutputFile.open(path, true));
  assert.equal(adopted?.lastOutput, 'written before');
  adopted?.signal('SIGKILL');
  assert.deepEqual(await adopted?.exited, { code: null, signal: null });
  assert.equal(adopted?.lastOutput, 'written before');
  adopted?.signal('SIGKILL'); // whoever has the pid now is spared
});

test('output is bounded, and only its owner may read it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const path = join(folder, 'three.log');
  using output = OutputFile.open(path, false);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  writeFileSync(path, `${'x'.repeat(2 * 1024 * 1024)}\nthe last line\n`, { flag: 'a' });
  t.mock.timers.tick(1000);
  assert.equal(statSync(path).size, 0);
  writeFileSync(path, `${'y'.repeat(2 * 1024 * 1024)}\nthe last line\n`, { flag: 'a' });
  t.mock.timers.tick(50);
  assert.equal(statSync(path).size, 0, 'in a flood it is looked at more often');
  assert.match(output.end, /the last line$/);
  writeFileSync(path, 'one more\n', { flag: 'a' });
  assert.match(output.end, /the last line\none more$/);
});
