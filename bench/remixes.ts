/**
 * `npm run bench:remixes`: time from the command to the first answer, and memory then, of each remix as it is built; beside
 * them Node itself, answering from its own `node:http`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Home, megabytesOf, processorMilliseconds } from '@himalia/testing';
import { freePort } from './servers.ts';

const main = join(import.meta.dirname, '../packages/server/bin/himalia.js');
const rounds = 7;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** `resident`: megabytes; `own`: what of it belongs to this process alone. */
type Measured = {
  readonly milliseconds: number;
  readonly processor: number;
  readonly resident: number;
  readonly own: number;
};

const bare =
  "require('node:http').createServer((request, response) => response.end()).listen(process.argv[1], '127.0.0.1')";

function commandOf(remix: string, port: number): readonly string[] {
  if (remix === 'Node itself') return ['-e', bare, String(port)];
  return [main, 'start', remix, `--port=${port}`, '--no-browser'];
}

async function start(remix: string, home: Home): Promise<Measured> {
  const port = await freePort();
  const began = performance.now();
  await using server = home.spawn(process.execPath, commandOf(remix, port), { env: { NODE_COMPILE_CACHE: undefined } });
  const url = `http://127.0.0.1:${port}/healthz`;
  while (!(await fetch(url).catch(() => undefined))?.ok) {
    if (!server.running || performance.now() - began > 30_000) throw new Error(`${remix} did not start`);
    await sleep(2);
  }
  const milliseconds = performance.now() - began;
  const { pid } = server;
  const memory = { resident: megabytesOf(pid), own: megabytesOf(pid, 'RssAnon') };
  return { milliseconds, processor: processorMilliseconds(pid), ...memory };
}

using home = new Home();
const lines = ['| remix | first answer | processor time | memory | of it its own |', '|---|---|---|---|---|'];
for (const remix of ['Node itself', 'empty', 'kernels', 'notebook', 'lab']) {
  await start(remix, home); // fills the compile cache, as any first start does
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await start(remix, home));
  const [time, processor, resident, own] = (['milliseconds', 'processor', 'resident', 'own'] as const).map((key) =>
    Math.round(median(measured.map((one) => one[key]))),
  );
  lines.push(`| ${remix} | ${time} ms | ${processor} ms | ${resident} MB | ${own} MB |`);
}
console.log(lines.join('\n'));
const note = `From the command to the first answer of /healthz, and resident memory then (the rest of it is Node's program file, which all of its processes share); every start but a user's first, whose code is not compiled yet; medians of ${rounds} on ${cpus().length} cores (${cpus()[0]?.model.trim()}).`;
mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
writeFileSync(
  join(import.meta.dirname, 'results/remixes.md'),
  `# Start of the remixes\n\n${note}\n\n${lines.join('\n')}\n`,
);
