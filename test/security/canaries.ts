/** Files that no request may read, write, move or delete, and attempts on them by every way into the server. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { PromisedOperation } from '@himalia/conformance';
import { Home } from '@himalia/testing';
import { own, type Place, places, served } from './attack-surface.ts';
import { DefendedServer } from './defended-server.ts';

const canary = 'canary-5e4b1f';
/** A folder of the root whose files anybody may read. */
const readable = 'readable';
const notebook: string = JSON.stringify({
  cells: [{ cell_type: 'markdown', id: 'a', metadata: {}, source: canary }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

/** Fills a folder with files that have the canary in them. */
export function putCanaries(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['f.txt', 'f.html', 'logo-64x64.png', 'schema.json']) writeFileSync(join(folder, name), canary);
  writeFileSync(join(folder, 'f.ipynb'), notebook);
}

export type Attack = {
  readonly title: string;
  /** Puts canaries into the folders that hold them. */
  readonly prepare: (folder: string) => void;
  /** Relative to the server's folder: nothing below may change. */
  readonly watched: readonly string[];
  /** What to send, by name. */
  readonly spellings: (server: DefendedServer) => readonly (readonly [name: string, text: string])[];
};

/** Names, sizes and times of everything in the watched folders, and what is beside them. */
function stateOf({ folder }: DefendedServer, { watched }: Attack): string[] {
  return watched.flatMap((name) =>
    readdirSync(join(folder, name), { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs, mode } = statSync(path);
      return `${relative(folder, path)} ${size} ${mtimeMs} ${mode}`;
    }),
  );
}

/** What a place may have started, so that hundreds of attempts are not hundreds of processes. */
async function stopAll(server: DefendedServer): Promise<void> {
  for (const kind of ['sessions', 'kernels', 'terminals']) {
    const list = JSON.parse((await server.ask(`api/${kind}`)).text) as { id?: string; name: string }[];
    const ends = list.map(({ id, name }) => server.ask(`api/${kind}/${id ?? name}`, { method: 'DELETE' }));
    await Promise.all(ends);
  }
}

/** The content of a model, where it is in base64. */
function decoded(text: string): string {
  const { content } = JSON.parse(/^\{.*"content":\s*"/s.test(text) ? text : '{}');
  return typeof content === 'string' ? Buffer.from(content, 'base64').toString() : '';
}

/** Files of the root to which the content of others was copied. */
function copiesIn({ root, folder }: DefendedServer, { watched }: Attack): string[] {
  const known = [...watched.map((name) => join(folder, name)), join(root, readable)];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !known.some((place) => entry.parentPath.startsWith(place)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(canary));
}

/** These start processes, which takes a second each. */
const starting = new Set(['kernels', 'sessions', 'terminals']);

async function tryAll(server: DefendedServer, place: Place, attack: Attack): Promise<void> {
  attack.prepare(server.folder);
  const before = stateOf(server, attack);
  async function attempt([name, text]: readonly [string, string]): Promise<void> {
    writeFileSync(join(server.root, own), notebook.replace(canary, ''));
    const { status, text: answer } = await place.ask(server, text);
    assert.ok(!answer.includes(canary) && !decoded(answer).includes(canary), `${name} (${text}) was read: ${status}`);
    assert.notEqual(status, 500, `${name} (${text}): ${answer.slice(0, 300)}`);
  }
  const spellings = attack.spellings(server);
  const starts = starting.has(place.operation.contract);
  if (starts || place.operation.method === 'GET') await Promise.all(spellings.map(attempt));
  else for (const spelling of spellings) await attempt(spelling);
  if (starts) await stopAll(server);
  assert.deepEqual(stateOf(server, attack), before, 'something was changed');
  assert.deepEqual(copiesIn(server, attack), [], 'something was copied');
}

function prepared(attack: Attack): Home {
  const home = new Home();
  attack.prepare(home.folder);
  mkdirSync(join(home.root, 'sub'), { recursive: true });
  home.installKernel('cheap', ['sleep', '600']); // starts at once
  return home;
}

/** Each of the files by the first ways, and the others by one each. */
export function withFiles(
  ways: readonly (readonly [name: string, way: string])[],
  files: readonly string[],
): (readonly [name: string, way: string, file: string])[] {
  return ways.flatMap(([name, way], index) => {
    const some = index < 3 ? files : [files[index % files.length] ?? ''];
    return some.map((file) => [name, way, file] as const);
  });
}

/** Registers a test for every place of every contract, on the remixes that together serve them all. */
export function attackEverywhere(attack: Attack): void {
  const tried = new Set<Place>();
  for (const remix of ['full', 'nbclassic'])
    describe(`${attack.title}, remix ${remix}`, () => {
      let server: DefendedServer;
      let has: (operation: PromisedOperation) => boolean;
      before(async () => {
        const args = ['--MultiKernelManager.default_kernel_name=cheap'];
        server = await DefendedServer.start({ remix, args, home: prepared(attack) });
        has = await served(server);
      });
      after(() => server[Symbol.asyncDispose]());

      test('the same file can be read where reading is right', async () => {
        putCanaries(join(server.root, readable));
        for (const path of ['api/contents/readable/f.ipynb', 'files/readable/f.txt', 'nbconvert/html/readable/f.ipynb'])
          assert.ok((await server.ask(path)).text.includes(canary), path);
      });
      test('every place', { concurrency: 1 }, async (t) => {
        for (const place of places.filter((place) => has(place.operation) && !tried.has(place))) {
          tried.add(place);
          await t.test(`${place.operation.id}: ${place.name}`, () => tryAll(server, place, attack));
        }
      });
    });
  test('no place of any contract was left out', () => {
    const left = places.filter((place) => !tried.has(place)).map(({ operation, name }) => `${operation.id} ${name}`);
    assert.deepEqual(left, []);
  });
}
