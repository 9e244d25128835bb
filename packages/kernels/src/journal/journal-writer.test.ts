import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { type Block, endOf } from './block.ts';
import { encodeBody, messagesOf } from './block-body.ts';
import { DiskReader } from './disk-reader.ts';
import type { JournalLimits } from './journal.ts';
import { JournalWriter } from './journal-writer.ts';

const plenty: JournalLimits = { bytes: 2 ** 30, ageMs: 0 };
const empty = Buffer.from('{}');

function journal(
  t: TestContext,
  limits: JournalLimits = plenty,
  now?: () => number,
): { folder: string; writer: JournalWriter } {
  const folder = join(temporaryFolder(t), 'kernel');
  const writer = new JournalWriter(folder, limits, now);
  t.after(() => writer.close());
  return { folder, writer };
}

/** A block of so many messages, each of which tells its own sequence number. */
function append(writer: JournalWriter, count = 1, size = 0): Block {
  const messages = Array.from({ length: count }, (_, index) => {
    const header = Buffer.from(String(writer.head + 1 + index));
    return [header, empty, empty, Buffer.alloc(size, 120)];
  });
  const body = encodeBody('iopub', messages);
  return writer.append({ kind: 'iopub', status: false, streams: false, count, body }, (error) => assert.fail(error));
}

async function readAll(folder: string, head: number, from = 1, maxBytes = 1e6) {
  const reader = new DiskReader(folder, () => head);
  const seen: number[] = [];
  let missing = 0;
  for (let at = from; at <= head; ) {
    const portion = await reader.read(at, maxBytes);
    assert.ok(portion.next > at);
    missing += portion.missing;
    for (const block of portion.blocks) {
      for (const [index, { parts }] of messagesOf(block).entries()) {
        assert.equal(String(parts[0]), String(block.first + index));
        if (block.first + index >= from) seen.push(block.first + index);
      }
    }
    at = portion.next;
  }
  return { seen, missing };
}

const upTo = (head: number, from = 1): number[] => Array.from({ length: head + 1 - from }, (_, index) => from + index);

test('journal: what was written is read, from any message on, in portions of any size', async (t) => {
  const { folder, writer } = journal(t);
  for (let round = 0; round < 300; round++) append(writer, 1 + (round % 7), (round * 97) % 5000);
  append(writer, 2, 300_000);
  const { head } = writer;
  for (const portion of [1, 5000, 1e6]) {
    for (const from of [1, 2, 500, head - 1, head]) {
      assert.deepEqual(await readAll(folder, head, from, portion), { seen: upTo(head, from), missing: 0 });
    }
  }
  // The fourth block ends with message 10: what lies beyond the head is not read.
  assert.deepEqual(await readAll(folder, 10), { seen: upTo(10), missing: 0 });
});

test('journal: bounded by size, the oldest go, and readers are told how many', async (t) => {
  const { folder, writer } = journal(t, { bytes: 400_000, ageMs: 0 });
  for (let round = 0; round < 1000; round++) append(writer, 2, 1000);
  assert.ok(writer.bytes <= 400_000);
  const { seen, missing } = await readAll(folder, writer.head);
  assert.ok(seen.length > 200);
  assert.equal(missing + seen.length, 2000);
  assert.deepEqual(seen, upTo(2000, 2001 - seen.length));
});

test('journal: one block that is larger than the bound is kept all the same', async (t) => {
  const { folder, writer } = journal(t, { bytes: 10_000, ageMs: 0 });
  append(writer, 3, 1000);
  append(writer, 2, 200_000);
  assert.deepEqual(await readAll(folder, writer.head), { seen: [4, 5], missing: 3 });
});

test('journal: bounded by age, also when nothing more is written', async (t) => {
  let now = 0;
  const { folder, writer } = journal(t, { bytes: 100_000, ageMs: 3_600_000 }, () => now);
  for (let round = 0; round < 20; round++) append(writer, 1, 1000);
  now += 3_500_000;
  writer.dropAged();
  assert.equal((await readAll(folder, 20)).missing, 0);
  now += 200_000;
  writer.dropAged();
  assert.deepEqual(await readAll(folder, 20), { seen: [], missing: 20 });
  writer.close();
  const next = new JournalWriter(folder, plenty);
  t.after(() => next.close());
  append(next);
  assert.deepEqual(await readAll(folder, 21), { seen: [21], missing: 20 });
});

test('journal: a clock that is set forward and back makes nothing old', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { folder, writer } = journal(t, { bytes: 100_000, ageMs: 3_600_000 });
  append(writer, 2);
  for (const hours of [5, -10]) {
    t.mock.timers.setTime(Date.now() + hours * 3_600_000);
    append(writer, 2);
    writer.dropAged();
  }
  assert.deepEqual(await readAll(folder, 6), { seen: upTo(6), missing: 0 });
});

test('journal: goes on behind what another process wrote', async (t) => {
  const { folder, writer } = journal(t);
  append(writer, 3);
  writer.close();
  const next = new JournalWriter(folder, plenty);
  t.after(() => next.close());
  assert.equal(next.head, 3);
  append(next, 2);
  assert.deepEqual(await readAll(folder, 5), { seen: upTo(5), missing: 0 });
});

test('journal: torn at any byte, what is whole is there and the writer goes on behind it', async (t) => {
  const { folder, writer } = journal(t);
  const ends = [1, 2, 1].map((count) => {
    append(writer, count);
    return { head: writer.head, bytes: writer.bytes };
  });
  writer.close();
  const file = join(folder, '1.journal');
  const whole = readFileSync(file);
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(file, whole.subarray(0, length));
    const next = new JournalWriter(folder, plenty);
    const expected = ends.findLast(({ bytes }) => bytes <= length)?.head ?? 0;
    assert.equal(next.head, expected, `cut at ${length}`);
    append(next, 2);
    assert.deepEqual(await readAll(folder, next.head), { seen: upTo(expected + 2), missing: 0 });
    next.close();
  }
});

test('journal: damaged at any byte, no message is misread, and what is lost is told', async (t) => {
  const { folder, writer } = journal(t);
  for (const count of [1, 2, 1]) append(writer, count);
  writer.close();
  const file = join(folder, '1.journal');
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0x40;
    writeFileSync(file, damaged);
    const { seen, missing } = await readAll(folder, 4);
    assert.deepEqual(seen, upTo(seen.length));
    assert.equal(missing, 4 - seen.length);
  }
});

test('journal: a damaged segment is skipped, the next one is read', async (t) => {
  const { folder, writer } = journal(t, { bytes: 80_000, ageMs: 0 });
  for (let round = 0; round < 30; round++) append(writer, 1, 1000);
  const segments = readdirSync(folder)
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
  const [, second = 0, third = 0] = segments;
  truncateSync(join(folder, `${second}.journal`), 1500);
  appendFileSync(join(folder, `${second}.journal`), 'not a block at all, but long enough to hold a header');
  const { seen, missing } = await readAll(folder, writer.head);
  assert.equal(missing, third - second - 1);
  assert.deepEqual(seen, [...upTo(second), ...upTo(30, third)]);
});

test('journal: a segment that cannot be written is told, and numbers go on', async (t) => {
  const { folder, writer } = journal(t);
  const block = append(writer, 2);
  writer.close();
  writer.remove();
  const problems: string[] = [];
  const lost = writer.append({ kind: 'iopub', status: false, streams: false, count: 3, body: block.body }, (error) =>
    problems.push(error.message),
  );
  assert.equal(lost.first, 3);
  assert.equal(endOf(lost), 6);
  assert.match(String(problems), /ENOENT/);
  assert.deepEqual(await readAll(folder, 5), { seen: [], missing: 5 });
});

test('journal: what somebody removed is missing, and what follows is kept', async (t) => {
  const { folder, writer } = journal(t);
  append(writer, 3);
  rmSync(folder, { recursive: true });
  await setTimeout(1100); // it is looked once in a second
  append(writer, 2);
  append(writer, 2);
  assert.deepEqual(await readAll(folder, writer.head), { seen: [4, 5, 6, 7], missing: 3 });
});

test('journal: removed with its kernel', (t) => {
  const { folder, writer } = journal(t);
  append(writer);
  writer.remove();
  assert.throws(() => readdirSync(folder), /ENOENT/);
});
