import type { Goal } from '../figure.ts';
import type { Name } from '../servers.ts';
import { milliseconds, requestsIn, uploadInPieces } from './measures.ts';
import type { Started } from './start-server.ts';

/** `value` as the figure says it; of what `count` times was done, its processor time is divided by. */
type Measured = { readonly value: number; readonly count: number };
/** What is measured of both servers in turn. */
export type Probe = {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly lessIsBetter: boolean;
  readonly goal: Goal;
  /** Less than of the others, of what takes long. */
  readonly rounds?: number;
  measure(server: Started): Promise<Measured>;
};

const rateMilliseconds = 1500;

function rate(id: string, what: string, path: string, ratio: number): Probe {
  const measure = async (server: Started): Promise<Measured> => {
    const { count, seconds } = await requestsIn(server, path, rateMilliseconds);
    return { value: count / seconds, count };
  };
  return { id, what: `${what}, 8 connections`, unit: 'a second', lessIsBetter: false, goal: { ratio }, measure };
}

function time(id: string, what: string, ratio: number, work: (server: Started) => Promise<number>): Probe {
  const measure = async (server: Started): Promise<Measured> => ({ value: await work(server), count: 1 });
  return { id, what, unit: 'ms', lessIsBetter: true, goal: { ratio }, measure };
}

export function sizeOf(megabytes: number): string {
  return megabytes >= 1024 ? `${megabytes / 1024} GB` : `${megabytes} MB`;
}

export function probes(notebook: Uint8Array, megabytes: number): readonly Probe[] {
  const own = (name: Name): string => `/api/contents/${name}.ipynb`;
  const size = sizeOf(megabytes);
  const folder = (count: number): string => `/api/contents/with-${count}`;
  const up = time('up-in-pieces', `${size} file up, in pieces as JupyterLab does`, 2, (server) =>
    uploadInPieces(server, `${server.name}.bin`, megabytes),
  );
  return [
    rate('status', '`GET /api/status`', '/api/status', 10),
    rate('folder-of-1', 'folder of 1', folder(1), 5),
    rate('folder-of-100', 'folder of 100', folder(100), 5),
    time('folder-of-10000', 'folder of 10,000', 5, (server) => milliseconds(server, 'GET', folder(10_000))),
    time('notebook-saved', '50 MB notebook saved', 2, (server) =>
      milliseconds(server, 'PUT', own(server.name), notebook),
    ),
    time('notebook-read', '50 MB notebook read', 2, (server) => milliseconds(server, 'GET', own(server.name))),
    time('down', `${size} file down`, 2, (server) => milliseconds(server, 'GET', '/files/large.bin')),
    { ...up, rounds: 2 },
  ];
}
