/**
 * `npm run bench:http [-- --quick]`: what people wait for over HTTP, side by side with jupyter_server over the same files in one
 * run, some six minutes. `--quick`: two minutes, with files of 256 MB and fewer rounds; it writes no results.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Home } from '@himalia/testing';
import type { Figure } from './figure.ts';
import { largeFiles, largeFolder } from './http/claims.ts';
import { hasBrowser, startBrowser, type Visit, visitTwice } from './http/lab-in-browser.ts';
import { someRequests, uploadWhole } from './http/measures.ts';
import { type Probe, probes, sizeOf } from './http/probes.ts';
import { type HttpFigure, line, table, writeReport } from './http/report.ts';
import { configure, cpuOf, memoryOf, type Started, startMeasured } from './http/start-server.ts';
import { comparedPython, type Name, names, type Place } from './servers.ts';

const quick = process.argv.includes('--quick');
const fileMegabytes = quick ? 256 : 1024;
const rounds = quick ? 2 : 5;
type Both = Record<Name, number>;
const better = (probe: Pick<Probe, 'lessIsBetter'>): ((a: number, b: number) => number) =>
  probe.lessIsBetter ? Math.min : Math.max;

function makeFiles(root: string): Buffer {
  for (const count of [1, 100, 10_000]) {
    mkdirSync(join(root, `with-${count}`));
    for (let number = 0; number < count; number++)
      writeFileSync(join(root, `with-${count}`, `file-${number}.txt`), 'x');
  }
  const line = 'a line of output that a kernel printed, and that nobody reads again\n';
  const cell = (id: number) => ({
    cell_type: 'code',
    id: `cell-${id}`,
    metadata: {},
    execution_count: id,
    source: 'print(lines)',
    outputs: [{ output_type: 'stream', name: 'stdout', text: line.repeat(370) }],
  });
  const cells = Array.from({ length: 2000 }, (_, id) => cell(id));
  const content = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(root, 'large.bin'), Buffer.alloc(fileMegabytes * 1024 * 1024, 'himalia '));
  return Buffer.from(JSON.stringify({ type: 'notebook', format: 'json', content }));
}

async function withServers<T>(
  kind: 'notebook' | 'lab',
  place: Place,
  work: (servers: readonly Started[]) => Promise<T>,
): Promise<T> {
  const running: Started[] = [];
  try {
    for (const name of names) running.push(await startMeasured(name, kind, place));
    return await work(running);
  } finally {
    for (const { process } of running) await process[Symbol.asyncDispose]();
  }
}

/** Of both servers in turn, some times: what else the machine does concerns them alike. The best counts, for the same reason. */
async function measured(probe: Probe, servers: readonly Started[]): Promise<HttpFigure> {
  const { measure, goal, rounds: own = rounds, ...rest } = probe;
  const [values, cpu]: [Partial<Both>, Partial<Both>] = [{}, {}];
  const [wall, client] = [performance.now(), process.cpuUsage()];
  for (let round = 0; round < Math.min(own, rounds); round++)
    for (const server of servers) {
      const before = cpuOf(server);
      const { value, count } = await measure(server);
      const spent = (cpuOf(server) - before) / count;
      values[server.name] = better(probe)(values[server.name] ?? value, value);
      cpu[server.name] = Math.min(cpu[server.name] ?? spent, spent);
    }
  const { user, system } = process.cpuUsage(client);
  const share = (user + system) / 1000 / (performance.now() - wall);
  console.log(`  (the client took ${Math.round(share * 100)} % of a core)`);
  const { himalia = Number.NaN, jupyter_server: jupyterServer } = values;
  return { ...rest, goal, himalia, jupyterServer, cpuRatio: (cpu.jupyter_server ?? 0) / (cpu.himalia ?? 0) };
}

async function startUp(place: Place): Promise<HttpFigure> {
  const best: Both = { himalia: Infinity, jupyter_server: Infinity };
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const started = await startMeasured(name, 'notebook', place);
      best[name] = Math.min(best[name], started.milliseconds);
      await started.process[Symbol.asyncDispose]();
    }
  const { himalia, jupyter_server: jupyterServer } = best;
  const common = { id: 'start-up', what: 'command to first answer', unit: 'ms', lessIsBetter: true };
  return { ...common, himalia, jupyterServer, goal: { ratio: 4 } };
}

async function memory(servers: readonly Started[]): Promise<HttpFigure[]> {
  const of = (id: string, what: string): HttpFigure => {
    const [theirs, ours] = names.map((name) => servers.find((server) => server.name === name)) as [Started, Started];
    const values = { himalia: memoryOf(ours), jupyterServer: memoryOf(theirs) };
    return { id, what, unit: 'MB', lessIsBetter: true, ...values };
  };
  const idle = of('memory-idle', 'memory idle');
  for (const server of servers) await someRequests(server, '/api/status', 1000);
  return [idle, of('memory-after', 'memory after 1,000 requests')];
}

async function lab(place: Place): Promise<HttpFigure[]> {
  const browser = await startBrowser();
  const visits: Record<Name, { first: Visit; again: Visit }[]> = { himalia: [], jupyter_server: [] };
  try {
    await withServers('lab', place, async (servers) => {
      for (let round = 0; round < Math.min(rounds, 3); round++)
        for (const server of servers) visits[server.name].push(await visitTwice(browser, server));
    });
  } finally {
    await browser.close();
  }
  const figure = (which: 'first' | 'again', key: keyof Visit, rest: Omit<Figure, 'himalia'>): HttpFigure => {
    const least = (name: Name): number => Math.min(...visits[name].map((visit) => visit[which][key]));
    return { ...rest, lessIsBetter: true, himalia: least('himalia'), jupyterServer: least('jupyter_server') };
  };
  return [
    figure('first', 'megabytes', { id: 'lab-bytes', what: '/lab, first visit', unit: 'MB', goal: { ratio: 3 } }),
    figure('first', 'requests', { id: 'lab-requests', what: '/lab, first visit', unit: 'requests' }),
    figure('first', 'milliseconds', { id: 'lab-time', what: '/lab in Chromium to its launcher', unit: 'ms' }),
    figure('again', 'megabytes', { id: 'lab-bytes-again', what: '/lab, second visit', unit: 'MB' }),
    figure('again', 'milliseconds', { id: 'lab-time-again', what: '/lab to its launcher, second visit', unit: 'ms' }),
  ];
}

const figures: HttpFigure[] = [];
const began = performance.now();
async function note(title: string, work: () => Promise<readonly HttpFigure[]>): Promise<void> {
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${seconds} s: ${title}`);
  const found = await work();
  for (const figure of found) console.log(`  ${line(figure)}`);
  figures.push(...found);
}

async function side(place: Place, notebook: Buffer): Promise<void> {
  await withServers('notebook', place, async (servers) => {
    await note('memory', () => memory(servers));
    for (const probe of probes(notebook, fileMegabytes))
      await note(probe.what, async () => [await measured(probe, servers)]);
    const himalia = servers.find(({ name }) => name === 'himalia') as Started;
    await note('upload as it is', async () => [
      {
        id: 'up-whole',
        what: `${sizeOf(fileMegabytes)} file up, as it is (jupyter_server: in pieces)`,
        unit: 'ms',
        lessIsBetter: true,
        himalia: await uploadWhole(himalia, 'whole.bin', fileMegabytes),
        jupyterServer: figures.find(({ id }) => id === 'up-in-pieces')?.jupyterServer,
        goal: { ratio: 2 },
      },
    ]);
    await note('a folder of 20,000', () => largeFolder(himalia, place.home.root, rounds));
  });
}

using home = new Home();
configure(home);
const place = { home, python: await comparedPython() };
console.log('making files');
const notebook = makeFiles(home.root);
await note('start-up', async () => [await startUp(place)]);
await side(place, notebook);
if (hasBrowser()) await note('JupyterLab in Chromium', () => lab(place));
await note('memory for large files', () => largeFiles(place, 2 * fileMegabytes));
console.log(`\n${table(figures)}`);
const seconds = Math.round((performance.now() - began) / 1000);
const isBuilt = existsSync(join(import.meta.dirname, '../packages/server/dist/main.js'));
const about = `One run of \`npm run bench:http\` (${seconds} s) on ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}${isBuilt ? '' : ', Himalia from its source'}: both servers over the same files of one disk, asked in turn, the best of ${rounds} each. *Server CPU*: how many times less processor time Himalia takes for the same; that holds also where the client, which shares the machine, is the limit.`;
if (!quick) writeReport(figures, about);
