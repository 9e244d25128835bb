/**
 * `npm run bench:kernels`: messages a second and round trips of Himalia and of a real jupyter_server, in one run, over the
 * same kernels. Prints a table of ratios and writes it to `bench/results/kernels.md`. `--quick` takes fewer samples.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Protocol, RawClient } from './raw-client.ts';
import {
  environment,
  peerPython,
  type Server,
  startHimalia,
  startJupyterServer,
  startKernel,
  stopKernel,
} from './servers.ts';

type Row = {
  readonly what: string;
  readonly unit: string;
  readonly himalia: number;
  readonly jupyter: number;
  readonly lessIsBetter?: boolean;
};
const quick = process.argv.includes('--quick');
const samples = quick ? 1 : 3;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

/** Messages a second from the first order to the last message. */
async function throughput(server: Server, protocol: Protocol, size: number, count: number): Promise<number> {
  const kernel = await startKernel(server, 'flood');
  const client = await RawClient.open(server.url, kernel, server.token, protocol);
  const rates: number[] = [];
  for (let round = 0; round <= samples; round++) {
    await client.execute(`prepare ${count} ${size}`); // anew: jupyter_server drops a signature that it saw before
    const [from, start] = [client.frames, performance.now()];
    await client.execute('flood', 120);
    await client.until(() => client.frames - from >= count, 120);
    if (round > 0 || samples === 1) rates.push(count / ((performance.now() - start) / 1000));
  }
  client.close();
  await stopKernel(server, kernel);
  return median(rates);
}

async function roundTrip(server: Server, kernelName: string, count: number): Promise<{ p50: number; p99: number }> {
  const kernel = await startKernel(server, kernelName);
  const client = await RawClient.open(server.url, kernel, server.token, 'v1');
  await client.roundTrips(20);
  const times = await client.roundTrips(count);
  client.close();
  await stopKernel(server, kernel);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** Seconds until 100,000 printed lines of a real kernel have arrived. */
async function printing(server: Server): Promise<number> {
  const kernel = await startKernel(server, 'python3');
  const client = await RawClient.open(server.url, kernel, server.token, 'v1');
  await client.execute('1');
  const start = performance.now();
  await client.execute('for i in range(100000): print(i)', 120);
  const seconds = (performance.now() - start) / 1000;
  client.close();
  await stopKernel(server, kernel);
  return seconds;
}

async function both<T>(himalia: Server, jupyter: Server, measure: (server: Server) => Promise<T>): Promise<[T, T]> {
  return [await measure(himalia), await measure(jupyter)];
}

async function rows(himalia: Server, jupyter: Server): Promise<Row[]> {
  const out: Row[] = [];
  const add = (row: Row): void => {
    out.push(row);
    console.log(line(row));
  };
  for (const [protocol, size, count, fewer] of [
    ['v1', 20, 200_000, 6000],
    ['v1', 1000, 100_000, 6000],
    ['v1', 20_000, 10_000, 3000],
    ['json', 20, 100_000, 4000],
  ] as const) {
    const measured = [
      await throughput(himalia, protocol, size, count),
      await throughput(jupyter, protocol, size, fewer),
    ] as const;
    add({ what: `${protocol}, ${size} B outputs`, unit: 'messages/s', himalia: measured[0], jupyter: measured[1] });
  }
  for (const kernel of ['flood', 'python3']) {
    const [a, b] = await both(himalia, jupyter, (server) => roundTrip(server, kernel, quick ? 50 : 200));
    const name = kernel === 'flood' ? 'synthetic kernel' : 'ipykernel';
    add({
      what: `kernel_info round trip p50, ${name}`,
      unit: 'ms',
      himalia: a.p50,
      jupyter: b.p50,
      lessIsBetter: true,
    });
    add({
      what: `kernel_info round trip p99, ${name}`,
      unit: 'ms',
      himalia: a.p99,
      jupyter: b.p99,
      lessIsBetter: true,
    });
  }
  const [a, b] = await both(himalia, jupyter, printing);
  add({
    what: 'ipykernel prints 100,000 lines',
    unit: 's',
    himalia: a,
    jupyter: b,
    lessIsBetter: true,
  });
  return out;
}

const shown = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
function line({ what, unit, himalia, jupyter, lessIsBetter }: Row): string {
  const ratio = lessIsBetter ? jupyter / himalia : himalia / jupyter;
  return `| ${what} | ${shown(himalia)} ${unit} | ${shown(jupyter)} ${unit} | ${ratio.toFixed(ratio < 10 ? 1 : 0)} × |`;
}

const folder = mkdtempSync(join(tmpdir(), 'himalia-bench-'));
const python = peerPython();
const env = environment(folder, python);
const servers: Server[] = [];
try {
  servers.push(await startHimalia(env, folder), await startJupyterServer(python, env, folder));
  const head = ['| what | Himalia | jupyter_server | Himalia is better by |', '|---|---|---|---|'];
  console.log(head.join('\n'));
  const table = (await rows(servers[0] as Server, servers[1] as Server)).map(line);
  const note = `Both servers in one run on ${cpus().length} cores (${cpus()[0]?.model.trim()}), one kernel and one client, medians of ${samples}.`;
  mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
  writeFileSync(
    join(import.meta.dirname, 'results/kernels.md'),
    `# Kernel messages\n\n${note}\n\n${[...head, ...table].join('\n')}\n`,
  );
} finally {
  for (const server of servers) server.process.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  for (const server of servers) if (server.process.exitCode === null) server.process.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
