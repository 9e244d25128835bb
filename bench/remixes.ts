/** `npm run bench:remixes`: time from the command to the first answer, and memory then, of each remix as it is built. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './servers.ts';

const main = join(import.meta.dirname, '../packages/server/bin/himalia.js');
const rounds = 7;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Resident memory in megabytes (Linux). */
function residentMemory(pid: number | undefined): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

async function start(remix: string, folder: string): Promise<{ milliseconds: number; megabytes: number }> {
  const port = await freePort();
  const env = {
    ...process.env,
    HOME: folder,
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
  };
  const began = performance.now();
  const server = spawn(process.execPath, [main, 'start', remix, `--port=${port}`, '--no-browser'], {
    env,
    cwd: folder,
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}/healthz`;
  while (!(await fetch(url).catch(() => undefined))?.ok) {
    if (server.exitCode !== null || performance.now() - began > 30_000) throw new Error(`${remix} did not start`);
    await sleep(2);
  }
  const measured = { milliseconds: performance.now() - began, megabytes: residentMemory(server.pid) };
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  return measured;
}

const folder = mkdtempSync(join(tmpdir(), 'himalia-bench-'));
const lines = ['| remix | first answer | memory |', '|---|---|---|'];
for (const remix of ['empty', 'kernels', 'notebook', 'lab']) {
  const measured = [];
  for (let round = 0; round < rounds; round++) measured.push(await start(remix, folder));
  const [time, memory] = [
    median(measured.map((one) => one.milliseconds)),
    median(measured.map((one) => one.megabytes)),
  ];
  lines.push(`| ${remix} | ${Math.round(time)} ms | ${Math.round(memory)} MB |`);
}
rmSync(folder, { recursive: true, force: true });
console.log(lines.join('\n'));
const note = `From the command to the first answer of /healthz, and resident memory then; medians of ${rounds} on ${cpus().length} cores (${cpus()[0]?.model.trim()}).`;
mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
writeFileSync(
  join(import.meta.dirname, 'results/remixes.md'),
  `# Start of the remixes\n\n${note}\n\n${lines.join('\n')}\n`,
);
