import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { FaultyServer, isLong } from './faulty-server.ts';
import { filesBelow, notebookSave, numberOnDisk } from './notebooks.ts';

const saves = isLong ? 1000 : 24;
const megabytes = 5;
const oneInNew = 5;
/** Longer than a save takes, so that kills fall everywhere in it. */
const maxDelay = 150;

type History = { readonly answered: Map<string, number>; readonly sent: Map<string, number>; count: number };

/** Saves until the server is gone; one save in five makes a new file. */
async function saveUntilKilled(server: FaultyServer, history: History): Promise<void> {
  for (;;) {
    const number = ++history.count;
    const name = number % oneInNew === 0 ? `new-${number}.ipynb` : 'n.ipynb';
    history.sent.set(name, number);
    try {
      const { status } = await server.asked('PUT', `api/contents/${name}`, notebookSave(number, megabytes));
      assert.ok(status === 200 || status === 201, `save ${number}: ${status}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return; // killed
    }
    history.answered.set(name, number);
  }
}

function checkDisk(root: string, { answered, sent }: History): void {
  for (const [name, last] of sent) {
    const found = numberOnDisk(join(root, name));
    const promised = answered.get(name);
    if (promised !== undefined) assert.ok(found !== undefined, `${name} was answered and is not there`);
    if (found === undefined) continue;
    assert.ok(found >= (promised ?? 0) && found <= last, `${name}: ${promised} answered, ${found} on the disk`);
    answered.set(name, found);
  }
}

/** A save that the kill came before is a new file or none; everything else is a leftover. */
async function checkNothingLeft(server: FaultyServer, { sent }: History): Promise<void> {
  const leftovers = (): string[] =>
    filesBelow(server.root).filter(
      (path) => !sent.has(path) && !/^\.ipynb_checkpoints\/[\w-]+-checkpoint\.ipynb$/.test(path),
    );
  for (let tries = 0; leftovers().length > 0 && tries < 500; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(leftovers(), []);
  for (const name of readdirSync(join(server.root, '.ipynb_checkpoints')))
    numberOnDisk(join(server.root, '.ipynb_checkpoints', name));
}

it(`kill -9 at random moments of ${saves} saves of ${megabytes} MB: nothing empty, torn, lost or left`, async (t) => {
  await using server = new FaultyServer();
  const history: History = { answered: new Map(), sent: new Map(), count: 0 };
  let kills = 0;
  for (; history.count < saves; kills++) {
    await server.start();
    const saving = saveUntilKilled(server, history);
    const delay = Math.random() * maxDelay * (1 + (kills % 4));
    await new Promise((resolve) => setTimeout(resolve, delay));
    await server.kill();
    await saving;
    checkDisk(server.root, history);
  }
  await server.start();
  checkDisk(server.root, history);
  await checkNothingLeft(server, history);
  for (const [name, number] of history.answered) {
    const { body } = await server.asked('GET', `api/contents/${name}`);
    assert.equal((body.content as { metadata: { number: number } }).metadata.number, number);
  }
  t.diagnostic(`${kills} kills, ${history.count} saves, ${history.answered.size} files`);
});
