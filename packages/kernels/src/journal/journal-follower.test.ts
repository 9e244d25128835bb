import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { endOf } from './block.ts';
import { encodeBody, messagesOf } from './block-body.ts';
import { BodyArena } from './body-arena.ts';
import type { JournalLimits } from './journal.ts';
import { JournalFollower } from './journal-follower.ts';
import { JournalWriter } from './journal-writer.ts';

const empty = Buffer.from('{}');

function journal(t: TestContext, limits: JournalLimits = { bytes: 2 ** 30, ageMs: 0 }) {
  const folder = join(temporaryFolder(t), 'kernel');
  const writer = new JournalWriter(folder, limits);
  const follower = new JournalFollower(folder, new BodyArena(), 1);
  t.after(() => {
    writer.close();
    follower.close();
  });
  return { folder, writer, follower };
}

/** A block of messages that tell their own sequence numbers. */
function append(writer: JournalWriter, count = 1, size = 0): void {
  const messages = Array.from({ length: count }, (_, index) => [
    Buffer.from(String(writer.head + 1 + index)),
    empty,
    empty,
    Buffer.alloc(size, 120),
  ]);
  const body = encodeBody('iopub', messages);
  writer.append({ kind: 'iopub', status: false, streams: false, count, body }, (error) => assert.fail(error));
}

/** The numbers of all messages up to this one that are there; only some bodies are read. */
function takeAll(follower: JournalFollower, head: number, kept: (first: number) => boolean = () => false): number[] {
  const seen: number[] = [];
  for (let block = follower.take(head); block; block = follower.take(head)) {
    const { first, count } = block;
    if (first % 3 > 0) {
      const told = messagesOf(block).map(({ parts }) => Number(parts[0]));
      assert.deepEqual(
        told,
        Array.from({ length: count }, (_, index) => first + index),
      );
    }
    for (let number = first; number < endOf(block); number++) seen.push(number);
    follower.used(kept(first));
  }
  return seen;
}

const upTo = (head: number, from = 1): number[] => Array.from({ length: head + 1 - from }, (_, index) => from + index);

test('follower: each block comes once, in order, as soon as it is written, over all segments', (t) => {
  const { writer, follower, folder } = journal(t, { bytes: 4_000_000, ageMs: 0 });
  const seen: number[] = [];
  for (let round = 0; round < 400; round++) {
    append(writer, 1 + (round % 4), (round * 997) % 20_000);
    if (round % 5 < 2) seen.push(...takeAll(follower, writer.head, (first) => first % 2 === 0));
  }
  seen.push(...takeAll(follower, writer.head));
  assert.ok(readdirSync(folder).length > 3);
  assert.deepEqual(seen, upTo(writer.head));
});

test('follower: nothing beyond what is said to be written', (t) => {
  const { writer, follower } = journal(t);
  for (let round = 0; round < 5; round++) append(writer, 2);
  assert.deepEqual(takeAll(follower, 3), upTo(2));
  assert.deepEqual(takeAll(follower, 6), upTo(6, 3));
  assert.deepEqual(takeAll(follower, 10), upTo(10, 7));
});

test('follower: a body that somebody keeps is not written over', (t) => {
  const { writer, follower } = journal(t);
  const kept: { readonly first: number; readonly text: string; readonly body: readonly Buffer[] }[] = [];
  for (const size of [10, 10, 30_000, 10, 30_000, 10]) {
    append(writer, 1, size);
    const block = follower.take(writer.head);
    assert.ok(block);
    kept.push({ first: block.first, text: Buffer.concat(block.body).toString(), body: block.body });
    follower.used(true);
  }
  for (const { text, body } of kept) assert.equal(Buffer.concat(body).toString(), text);
});

test('follower: what is not in the journal any more, or never was, is left out', (t) => {
  const { folder, writer, follower } = journal(t, { bytes: 80_000, ageMs: 0 });
  append(writer, 2, 100);
  assert.deepEqual(takeAll(follower, 2), [1, 2]);
  for (let round = 0; round < 200; round++) append(writer, 1, 2000);
  const [oldest = 0] = readdirSync(folder)
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
  const seen = takeAll(follower, writer.head);
  assert.equal(seen.at(-1), 202);
  // The segment that it had open goes on to its end.
  assert.deepEqual(seen.slice(-upTo(202, oldest).length), upTo(202, oldest));

  rmSync(folder, { recursive: true });
  writer.append({ kind: 'iopub', status: false, streams: false, count: 3, body: [] }, () => undefined);
  assert.deepEqual(takeAll(follower, writer.head), []);
});

test('follower: begins anywhere, and again', (t) => {
  const { writer, follower } = journal(t, { bytes: 400_000, ageMs: 0 });
  for (let round = 0; round < 100; round++) append(writer, 2, 1000);
  follower.moveTo(151);
  assert.deepEqual(takeAll(follower, 200), upTo(200, 151));
  follower.moveTo(51);
  assert.deepEqual(takeAll(follower, 200), upTo(200, 51));
});
