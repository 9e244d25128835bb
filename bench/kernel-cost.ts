/**
 * `npm run bench:cost`: what a kernel's messages cost Himalia's processes, without anything to compare with, for who looks where the
 * time goes. `v1`, `json`, sizes (`20B`, `1kB`, `20kB`, `1MB`), `flooded` (round trips while another kernel floods) and
 * `relay` (the plain one, and one that checks signatures, for these sizes) say what is measured; `--samples=N`; `--profile=FOLDER` writes V8's profiles of both processes there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median } from './figure.ts';
import { cost, serverProcesses } from './processes.ts';
import { type Protocol, RawClient } from './raw-client.ts';
import { relayThroughput } from './relay-throughput.ts';
import { loadedRoundTrip } from './round-trips.ts';
import { floodHome, type Server, start, startFloodHost, startKernel, stopKernel } from './servers.ts';
import { flood, type Load, order } from './throughput.ts';

const loads: Readonly<Record<string, Load>> = {
  '20B': { count: 200_000, size: 20 },
  '1kB': { count: 100_000, size: 1000 },
  '20kB': { count: 10_000, size: 20_000 },
  '1MB': { count: 400, size: 1_000_000, binary: true },
};
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { samples: { type: 'string', default: '5' }, profile: { type: 'string' } },
});
const samples = Number(values.samples);

/** Flags with which a process of Node leaves its profile behind. */
function profiling(folder: string, name: string): string[] {
  return ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
}

/** The supervisor that the server finds, and does not have to start. */
async function startSupervisor(flags: readonly string[], runtime: string): Promise<ChildProcess> {
  mkdirSync(runtime, { recursive: true });
  const main = join(import.meta.dirname, '../packages/kernels/dist/supervisor/main.js');
  const supervisor = spawn(process.execPath, [...flags, main, runtime], { stdio: 'inherit' });
  await once(supervisor, 'spawn');
  return supervisor;
}

/** Medians: messages a second, and microseconds of each process for a message. */
async function measure(server: Server, pids: readonly number[], protocol: Protocol, load: Load): Promise<string> {
  const kernel = await startKernel(server, 'flood');
  const client = await RawClient.open(server, kernel, protocol);
  const rates: number[] = [];
  const costs: number[][] = pids.map(() => []);
  for (let round = 0; round <= samples; round++) {
    await client.execute(order(load));
    const before = pids.map((pid) => cost([pid]).cpuSeconds);
    const seconds = await flood(client, load.count);
    if (round === 0) continue;
    rates.push(load.count / seconds);
    for (const [index, pid] of pids.entries()) {
      costs[index]?.push(((cost([pid]).cpuSeconds - (before[index] ?? 0)) / load.count) * 1e6);
    }
  }
  client.close();
  await stopKernel(server, kernel);
  const each = costs.map(median);
  const megabytes = pids.map((pid) => (cost([pid]).residentKilobytes / 1024).toFixed());
  const total = each.reduce((sum, one) => sum + one, 0);
  return `${Math.round(median(rates))} messages/s, ${total.toFixed(2)} µs = ${each.map((one) => one.toFixed(2)).join(' + ')}; ${megabytes.join(' + ')} MB`;
}

/** How much of what a relay could do is left for one that checks signatures. */
async function relays(folder: string, chosen: readonly [size: string, load: Load][]): Promise<void> {
  const sizes = chosen.map(([, load]) => load);
  const plain = await relayThroughput(folder, sizes, samples);
  const checked = await relayThroughput(folder, sizes, samples, true);
  for (const [index, [size]] of chosen.entries()) {
    const [most = 0, signed = 0] = [plain[index], checked[index]];
    const rates = `${most.toFixed()} messages/s; with signatures checked ${signed.toFixed()}`;
    console.log(`relay ${size}: ${rates}, ${(signed / most).toFixed(2)} of it`);
  }
}

using home = floodHome();
const host = startFloodHost(home.folder);
const { profile } = values;
const env = profile === undefined ? {} : { NODE_OPTIONS: profiling(profile, 'server').join(' ') };
const supervisor = await startSupervisor(profile === undefined ? [] : profiling(profile, 'supervisor'), home.runtime);
const server = await start('himalia', 'kernels', { home, python: process.execPath }, env);
try {
  const pids = [...new Set([...serverProcesses(server.pid), supervisor.pid ?? 0])];
  const chosen = Object.entries(loads).filter(([size]) => positionals.includes(size));
  if (positionals.includes('relay')) await relays(home.folder, chosen);
  if (positionals.includes('flooded')) {
    const { p50, p99, count } = await loadedRoundTrip(server, 'typescript', 400_000, 300);
    console.log(`flooded: ${count} round trips, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  }
  const protocols = (['v1', 'json'] as const).filter((name) => positionals.includes(name));
  console.log('messages/s, CPU a message = server + supervisor; resident memory');
  for (const [name, load] of chosen) {
    for (const protocol of protocols.length > 0 ? protocols : (['v1'] as const)) {
      console.log(`${protocol} ${name}: ${await measure(server, pids, protocol, load)}`);
    }
  }
} finally {
  await server[Symbol.asyncDispose]();
  // The supervisor ends by itself some seconds after its last server; a profile is written by then.
  if (profile !== undefined) await Promise.race([sleep(10_000), once(supervisor, 'exit')]);
  supervisor.kill('SIGKILL');
  host.kill();
}
