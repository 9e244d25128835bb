/**
 * `npm run bench:http [-- --quick]`: what people wait for over HTTP, side by side with jupyter_server over the same files in one
 * run. `--quick`: files of 256 MB instead of 1 GB, and fewer rounds.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, milliseconds, requestsPerSecond, uploadInPieces, uploadWhole } from './http/measures.ts';
import { memoryOf, type Started, start, stop } from './http/start-server.ts';
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

/** Each figure of one server, by its name in the table. */
async function measure(server: Started, notebook: Buffer): Promise<Figures> {
  const { name } = server;
  const idle = memoryOf(server);
  await requestsPerSecond(server, '/api/status', 1000);
  const figures: Figures = {
    idle,
    after: memoryOf(server),
    status: await requestsPerSecond(server, '/api/status', name === 'himalia' ? 10_000 : 2000),
  };
  for (const count of [1, 100]) {
    figures[`listing ${count}`] = await requestsPerSecond(
      server,
      `/api/contents/with-${count}`,
      count === 1 ? 1500 : 150,
    );
  }
  figures['listing 10000'] = await milliseconds(server, rounds, 'GET', '/api/contents/with-10000');
  const path = `/api/contents/${name}.ipynb`;
  figures.saved = await milliseconds(server, rounds, 'PUT', path, notebook);
  figures.read = await milliseconds(server, rounds, 'GET', `${path}?content=1`);
  figures.down = await milliseconds(server, rounds, 'GET', '/files/large.bin');
  figures.up = (await uploadInPieces(server, `${name}.bin`, fileMegabytes)) * 1000;
  if (name === 'himalia') figures.whole = (await uploadWhole(server, 'whole.bin', fileMegabytes)) * 1000;
  return figures;
}

function rowsOf(theirs: Figures, ours: Figures): Row[] {
  const row = (what: string, key: string, unit: string, rest: Partial<Row> = {}): Row => ({
    what,
    unit,
    himalia: ours[key] ?? Number.NaN,
    ...(theirs[key] === undefined ? {} : { jupyter_server: theirs[key] }),
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

function lineOf({ what, unit, goal, moreIsBetter, jupyter_server: theirs, himalia }: Row): string {
  const shown = (value: number | undefined): string =>
    value === undefined ? '–' : `${Math.round(value).toLocaleString('en-US')} ${unit}`;
  const ratio = theirs === undefined ? Number.NaN : moreIsBetter ? himalia / theirs : theirs / himalia;
  const times = Number.isNaN(ratio) ? '–' : `${ratio.toFixed(1)} ×`;
  const judged = goal === undefined ? '' : `${goal} ×${ratio >= goal ? '' : ', missed'}`;
  return `| ${what} | ${shown(theirs)} | ${shown(himalia)} | ${times} | ${judged} |`;
}

const folder = mkdtempSync(join(tmpdir(), 'himalia-bench-'));
const root = join(folder, 'root');
mkdirSync(root);
const python = await comparedPython();
const env = environment(folder, python);
const notebook = makeFiles(root);
const figures: Record<Started['name'], Figures> = { himalia: {}, jupyter_server: {} };
try {
  for (const name of ['jupyter_server', 'himalia'] as const) {
    const times = [];
    for (let round = 0; round < rounds; round++) {
      const started = await start(name, python, env, root);
      times.push(started.milliseconds);
      await stop(started);
    }
    const server = await start(name, python, env, root);
    console.log(`measuring ${name} …`);
    try {
      figures[name] = { ...(await measure(server, notebook)), started: median(times) };
    } finally {
      await stop(server);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const rows = rowsOf(figures.jupyter_server, figures.himalia).map(lineOf);
const lines = ['| | jupyter_server | himalia | ratio | goal |', '|---|---|---|---|---|', ...rows];
console.log(lines.join('\n'));
const about = `One run${quick ? ' (--quick)' : ''} on ${cpus().length} cores (${cpus()[0]?.model.trim()}), both servers over the same files of one disk, one after the other; times are medians of ${rounds}. A save is on disk when it is answered (Himalia); jupyter_server flushes, too.`;
mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
writeFileSync(
  join(import.meta.dirname, 'results/http.md'),
  `# HTTP, side by side\n\n${about}\n\n${lines.join('\n')}\n`,
);
