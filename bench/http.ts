/**
 * `npm run bench:http [-- --quick]`: what people wait for over HTTP, side by side with jupyter_server over the same files in one
 * run. `--quick`: files of 256 MB instead of 1 GB, and fewer rounds.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { milliseconds, requestsPerSecond, uploadInPieces, uploadWhole } from './http/measures.ts';
import { cpuSecondsOf, memoryOf, type Started, start, stop } from './http/start-server.ts';
import { comparedPython, environment } from './servers.ts';

const quick = process.argv.includes('--quick');
const fileMegabytes = quick ? 256 : 1024;
const rounds = quick ? 3 : 7;

type Row = {
  readonly what: string;
  readonly unit: string;
  /** How many times better Himalia shall be. */
  readonly goal?: number;
  readonly moreIsBetter?: boolean;
  readonly jupyter_server?: number;
  readonly himalia: number;
  /** How many times less processor time Himalia took. */
  readonly cpuRatio?: number;
};
type Figures = Record<string, number>;

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

type Figure = {
  readonly key: string;
  readonly best: (a: number, b: number) => number;
  measure(server: Started): Promise<number>;
};

/** What is measured, in this order; of a rate the most counts, of a time the least: the rest is what else the machine did. */
function figuresToMeasure(notebook: Buffer): readonly Figure[] {
  const rate = (key: string, path: string, count: number): Figure => ({
    key,
    best: Math.max,
    measure: (server) => requestsPerSecond(server, path, count),
  });
  const time = (key: string, method: string, path: (name: string) => string, body?: Uint8Array): Figure => ({
    key,
    best: Math.min,
    measure: (server) => milliseconds(server, method, path(server.name), body),
  });
  const own = (name: string): string => `/api/contents/${name}.ipynb`;
  return [
    rate('status', '/api/status', 2000),
    rate('listing 1', '/api/contents/with-1', 500),
    rate('listing 100', '/api/contents/with-100', 50),
    time('listing 10000', 'GET', () => '/api/contents/with-10000'),
    time('saved', 'PUT', own, notebook),
    time('read', 'GET', own),
    time('down', 'GET', () => '/files/large.bin'),
    {
      key: 'up',
      best: Math.min,
      measure: async (server) => (await uploadInPieces(server, `${server.name}.bin`, fileMegabytes)) * 1000,
    },
  ];
}

/** Measures each figure of all servers in turn, some times: what else the machine does concerns them alike. */
async function measureAll(servers: readonly Started[], notebook: Buffer): Promise<Record<string, Figures>> {
  const figures: Record<string, Figures> = Object.fromEntries(servers.map(({ name }) => [name, {}]));
  const note = (name: string, key: string, value: number, best: Figure['best']): void => {
    const own = figures[name] ?? {};
    own[key] = best(own[key] ?? value, value);
  };
  for (const server of servers) note(server.name, 'idle', memoryOf(server), Math.min);
  for (const server of servers) {
    await requestsPerSecond(server, '/api/status', 1000);
    note(server.name, 'after', memoryOf(server), Math.min);
  }
  for (const { key, best, measure } of figuresToMeasure(notebook)) {
    console.log(`measuring ${key} …`);
    for (let round = 0; round < (key === 'up' ? 1 : rounds); round++)
      for (const server of servers) {
        const before = cpuSecondsOf(server);
        note(server.name, key, await measure(server), best);
        note(server.name, `${key} cpu`, cpuSecondsOf(server) - before, Math.min);
      }
  }
  const himalia = servers.find(({ name }) => name === 'himalia');
  if (himalia) note('himalia', 'whole', (await uploadWhole(himalia, 'whole.bin', fileMegabytes)) * 1000, Math.min);
  return figures;
}

function rowsOf(theirs: Figures, ours: Figures): Row[] {
  const row = (what: string, key: string, unit: string, rest: Partial<Row> = {}): Row => ({
    what,
    unit,
    himalia: ours[key] ?? Number.NaN,
    ...(theirs[key] === undefined ? {} : { jupyter_server: theirs[key] }),
    cpuRatio: (theirs[`${key} cpu`] ?? Number.NaN) / Math.max(ours[`${key} cpu`] ?? Number.NaN, 0.01),
    ...rest,
  });
  const rate = { moreIsBetter: true };
  const size = fileMegabytes === 1024 ? '1 GB' : `${fileMegabytes} MB`;
  return [
    row('`GET /api/status`, 8 connections', 'status', 'a second', { ...rate, goal: 10 }),
    row('folder of 1, 8 connections', 'listing 1', 'a second', { ...rate, goal: 5 }),
    row('folder of 100, 8 connections', 'listing 100', 'a second', { ...rate, goal: 5 }),
    row('folder of 10,000', 'listing 10000', 'ms', { goal: 5 }),
    row('50 MB notebook read', 'read', 'ms', { goal: 2 }),
    row('50 MB notebook saved', 'saved', 'ms', { goal: 2 }),
    row(`${size} file down`, 'down', 'ms', { goal: 2 }),
    row(`${size} file up, in pieces as JupyterLab does`, 'up', 'ms', { goal: 2 }),
    row(
      `${size} file up, as it is`,
      'whole',
      'ms',
      theirs.up === undefined ? {} : { jupyter_server: theirs.up, goal: 2 },
    ),
    row('command to first answer', 'started', 'ms', { goal: 4 }),
    row('memory idle', 'idle', 'MB'),
    row('memory after 1,000 requests', 'after', 'MB'),
  ];
}

function lineOf({
  what,
  unit,
  goal,
  moreIsBetter,
  jupyter_server: theirs,
  himalia,
  cpuRatio = Number.NaN,
}: Row): string {
  const shown = (value: number | undefined): string =>
    value === undefined ? '–' : `${Math.round(value).toLocaleString('en-US')} ${unit}`;
  const ratio = theirs === undefined ? Number.NaN : moreIsBetter ? himalia / theirs : theirs / himalia;
  const times = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(1)} ×`);
  const judged = goal === undefined ? '' : `${goal} ×${ratio >= goal ? '' : ', missed'}`;
  return `| ${what} | ${shown(theirs)} | ${shown(himalia)} | ${times(ratio)} | ${judged} | ${times(cpuRatio)} |`;
}

const folder = mkdtempSync(join(tmpdir(), 'himalia-bench-'));
const root = join(folder, 'root');
mkdirSync(root);
const python = await comparedPython();
const env = environment(folder, python);
const notebook = makeFiles(root);
const names = ['jupyter_server', 'himalia'] as const;
let figures: Record<string, Figures> = {};
const starts: Record<string, number[]> = {};
const running: Started[] = [];
try {
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const started = await start(name, python, env, root);
      starts[name] = [...(starts[name] ?? []), started.milliseconds];
      await stop(started);
    }
  }
  for (const name of names) running.push(await start(name, python, env, root));
  figures = await measureAll(running, notebook);
} finally {
  for (const server of running) await stop(server);
  rmSync(folder, { recursive: true, force: true });
}
const of = (name: (typeof names)[number]): Figures => ({
  ...figures[name],
  started: Math.min(...(starts[name] ?? [])),
});
const rows = rowsOf(of('jupyter_server'), of('himalia')).map(lineOf);
const lines = ['| | jupyter_server | himalia | ratio | goal | processor time |', '|---|---|---|---|---|---|', ...rows];
console.log(lines.join('\n'));
const limits =
  'What limits the rest: of small answers, the checks that each request passes (who, from where, what) and the router; of large notebooks, parsing and writing JSON as nbformat writes it, which Python does in C; of large files, this client and the disk.';
const about = `One run${quick ? ' (--quick)' : ''} on ${cpus().length} cores (${cpus()[0]?.model.trim()}), both servers over the same files of one disk, asked in turn; the best of ${rounds} each, so that what else the machine did counts little. Processor time is the server's own, how many times less of it Himalia takes: what holds also where the client, which shares the machine, is the limit. A save is on disk when Himalia answers it.`;
mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
writeFileSync(
  join(import.meta.dirname, 'results/http.md'),
  `# HTTP, side by side\n\n${about}\n\n${lines.join('\n')}\n\n${limits}\n`,
);
