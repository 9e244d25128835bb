import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, percentile } from '../figure.ts';
import type { Place } from '../servers.ts';
import { KeepAliveClient } from './keep-alive-client.ts';
import { milliseconds, uploadInPieces, uploadWhole } from './measures.ts';
import { sizeOf } from './probes.ts';
import { peakMemoryOf, type Started, startMeasured } from './start-server.ts';

const entries = 20_000;
const folder = `with-${entries}`;

/** How long each of some other requests waits while `work` is under way. */
async function waitsDuring(server: Started, work: Promise<unknown>): Promise<number[]> {
  const client = new KeepAliveClient(server.url, server.token);
  const waits: number[] = [];
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const began = performance.now();
    await client.ask('GET', '/api/status');
    waits.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  client.close();
  await over;
  return waits;
}

/** What is said of large folders. */
export async function largeFolder(server: Started, root: string, rounds: number): Promise<Figure[]> {
  mkdirSync(join(root, folder));
  for (let number = 0; number < entries; number++) writeFileSync(join(root, folder, `file-${number}.txt`), 'x');
  const pages: number[] = [];
  const waits: number[] = [];
  for (let round = 0; round < rounds; round++) {
    pages.push(await milliseconds(server, 'GET', `/api/contents/${folder}?limit=1000`));
    waits.push(...(await waitsDuring(server, milliseconds(server, 'GET', `/api/contents/${folder}`))));
  }
  const common = { unit: 'ms', lessIsBetter: true };
  return [
    {
      ...common,
      id: 'page-of-20000',
      what: 'folder of 20,000, first page of 1,000',
      himalia: Math.min(...pages),
      goal: { most: 300 },
    },
    {
      ...common,
      id: 'wait-for-20000',
      what: 'what another request waits meanwhile, p99',
      himalia: percentile(waits, 0.99),
      goal: { most: 100 },
    },
  ];
}

/** What is said of large files: a server of its own, so that its memory tells of nothing else. */
export async function largeFiles(place: Place, megabytes: number): Promise<Figure[]> {
  const file = openSync(join(place.home.root, 'larger.bin'), 'w');
  for (let written = 0; written < megabytes; written += 1) writeSync(file, Buffer.alloc(1024 * 1024, 'himalia '));
  closeSync(file);
  const server = await startMeasured('himalia', 'notebook', place);
  const most = (id: string, what: string): Figure => ({
    id,
    what: `most memory while ${sizeOf(megabytes)} go ${what}`,
    unit: 'MB',
    lessIsBetter: true,
    himalia: peakMemoryOf(server),
    goal: { most: 200 },
  });
  try {
    await milliseconds(server, 'GET', '/files/larger.bin');
    await uploadWhole(server, 'whole-once-more.bin', megabytes);
    const asItIs = most('memory-as-it-is', 'down and up');
    await uploadInPieces(server, 'pieces-once-more.bin', megabytes);
    return [asItIs, most('memory-in-pieces', 'up in pieces')];
  } finally {
    await server.process[Symbol.asyncDispose]();
  }
}
