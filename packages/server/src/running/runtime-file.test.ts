import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runningServers } from './running-servers.ts';
import { RuntimeFile, type ServerInfo } from './runtime-file.ts';

const info: ServerInfo = {
  base_url: '/',
  hostname: '127.0.0.1',
  password: false,
  pid: process.pid,
  port: 8888,
  root_dir: '/home/somebody',
  secure: false,
  sock: '',
  token: 'a&b',
  url: 'http://127.0.0.1:8888/',
  version: '0.1.0',
};

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-runtime-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'runtime');
}

test("both files are the owner's alone, lie in a folder that is, and go away", (context) => {
  const folder = folderFor(context);
  const file = new RuntimeFile(folder, process.pid);
  file.write(info, 'http://127.0.0.1:8888/lab?token=a&b"<');
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  assert.deepEqual(JSON.parse(readFileSync(join(folder, `jpserver-${process.pid}.json`), 'utf8')), info);
  assert.match(
    readFileSync(new URL(file.pageUrl), 'utf8'),
    /href="http:\/\/127\.0\.0\.1:8888\/lab\?token=a&amp;b&quot;&lt;"/,
  );
  file[Symbol.dispose]();
  assert.deepEqual(readdirSync(folder), []);
});

test('files of killed servers are cleaned up; unreadable ones are left alone', async (context) => {
  const folder = folderFor(context);
  const gone = spawn(process.execPath, ['--version']);
  await once(gone, 'exit');
  using file = new RuntimeFile(folder, process.pid);
  file.write(info, info.url);
  new RuntimeFile(folder, gone.pid ?? 0).write({ ...info, pid: gone.pid ?? 0, port: 8889 }, info.url);
  writeFileSync(join(folder, `jpserver-${gone.pid}-open.html.new`), '<');
  writeFileSync(join(folder, 'jpserver-1.json'), '{');
  writeFileSync(join(folder, 'kernel-1.json'), '{}');
  assert.deepEqual(runningServers(folder), [info]);
  const own = ['jpserver-1.json', `jpserver-${process.pid}-open.html`, `jpserver-${process.pid}.json`, 'kernel-1.json'];
  assert.deepEqual(readdirSync(folder).sort(), own.sort());
});

test('without a runtime folder there are no servers', (context) => {
  assert.deepEqual(runningServers(folderFor(context)), []);
});
