import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { asking, eventually, Home, type ServerProcess } from '@himalia/testing';
import { isLong } from './is-long.ts';
import { filesBelow, notebookSave, numberOnDisk } from './notebooks.ts';

/** At least so many kills, and at least so many saves that were answered. */
const kills = isLong ? 1000 : 6;
const saves = isLong ? 1000 : 10;
const megabytes = 5;
const oneInNew = 10;
/** Longer than a save takes, so that kills fall everywhere in it; on a busy machine as many times longer, in turns. */
const maxDelay = 150;
const turns = 10;

type History = {
  readonly answered: Map<string, number>;
  readonly sent: Map<string, number>;
  /** When each file that was read here had been written: it is read again only when that changed. */
  readonly read: Map<string, number>;
  count: number;
  saved: number;
};

/** Saves until the server is gone; one save in ten makes a new file. */
async function saveUntilKilled(server: ServerProcess, history: History): Promise<void> {
  const { put } = asking(server);
  for (;;) {
    const number = ++history.count;
    const name = number % oneInNew === 0 ? `new-${number}.ipynb` : 'n.ipynb';
    history.sent.set(name, number);
    try {
      const { status } = await put(name, notebookSave(number, megabytes));
      assert.ok(status === 200 || status === 201, `save ${number}: ${status}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return; // killed
    }
    history.answered.set(name, number);
    history.saved++;
  }
}

function checkDisk(root: string, { answered, sent, read }: History): void {
  for (const [name, last] of sent) {
    const file = join(root, name);
    const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && read.get(name) === written) continue;
    const found = numberOnDisk(file);
    if (written !== undefined) read.set(name, written);
    const promised = answered.get(name);
    if (promised !== undefined) assert.ok(found !== undefined, `${name} was answered and is not there`);
    if (found === undefined) continue;
    assert.ok(found >= (promised ?? 0) && found <= last, `${name}: ${promised} answered, ${found} on the disk`);
    answered.set(name, found);
  }
}

/** A save that the kill came before is a new file or none; everything else is a leftover. */
async function checkNothingLeft(root: string, { sent }: History): Promise<void> {
  const leftovers = (): string[] =>
    filesBelow(root).filter((path) => !sent.has(path) && !/^\.ipynb_checkpoints\/[\w-]+-checkpoint\.ipynb$/.test(path));
  await eventually('no leftovers', () => leftovers().length === 0);
  for (const name of readdirSync(join(root, '.ipynb_checkpoints')))
    numberOnDisk(join(root, '.ipynb_checkpoints', name));
}

it(`kill -9 at ${kills} random moments of saves of ${megabytes} MB: nothing empty, torn, lost or left`, async (t) => {
  using home = new Home();
  const history: History = { answered: new Map(), sent: new Map(), read: new Map(), count: 0, saved: 0 };
  let killed = 0;
  while (killed < kills || history.saved < saves) {
    await using server = await home.serve('notebook');
    const saving = saveUntilKilled(server, history);
    const delay = Math.random() * maxDelay * (1 + (killed % turns));
    await new Promise((resolve) => setTimeout(resolve, delay));
    await server.stop('SIGKILL');
    await saving;
    killed++;
    checkDisk(home.root, history);
    if (killed % 50 === 0) process.stdout.write(`${killed} kills, ${history.count} saves\n`);
  }
  history.read.clear();
  await using server = await home.serve('notebook');
  checkDisk(home.root, history);
  await checkNothingLeft(home.root, history);
  for (const [name, number] of history.answered) {
    const { body } = await asking(server).asked(`api/contents/${name}`);
    assert.equal((body.content as { metadata: { number: number } }).metadata.number, number);
  }
  t.diagnostic(`${killed} kills in ${history.count} saves, ${history.saved} answered, ${history.answered.size} files`);
});
