import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createHeader, encodeParts, type JsonObject } from '@himalia/protocol/message';
import { RecordedJournal } from '../connection/recorded-journal.ts';
import { encodeBody } from '../journal/block-body.ts';
import { DiskReader } from '../journal/disk-reader.ts';
import type { JournalLimits } from '../journal/journal.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { KernelOutputs } from './kernel-outputs.ts';

type Kind = 'iopub' | 'shell' | 'request' | 'notice';

/** A kernel's journal on disk, written as its messages come. */
class Kernel {
  readonly record: RecordedJournal;
  readonly #writer: JournalWriter;

  constructor(folder: string, limits: JournalLimits = { bytes: 1e9, ageMs: 0 }) {
    const writer = new JournalWriter(folder, limits);
    this.#writer = writer;
    this.record = new RecordedJournal(new DiskReader(folder, () => writer.head));
  }

  /** Answers the id of the request, which it begins. */
  ask(cellId: string, session = 'page'): string {
    const id = this.give(cellId, session);
    this.says(id, 'status', { execution_state: 'busy' });
    return id;
  }
  give(cellId: string, session = 'page'): string {
    const header = createHeader('execute_request', session);
    this.#add('request', encodeParts({ header, metadata: { cellId }, content: { code: cellId, silent: false } }));
    return header.msg_id;
  }

  says(parent: string, type: string, content: JsonObject, kind: Kind = 'iopub'): void {
    const parentHeader = { ...createHeader('execute_request', 'page'), msg_id: parent };
    this.#add(kind, encodeParts({ header: createHeader(type, 'kernel'), parent: parentHeader, content }));
  }

  end(parent: string, count: number): void {
    this.says(parent, 'execute_reply', { status: 'ok', execution_count: count }, 'shell');
    this.says(parent, 'status', { execution_state: 'idle' });
  }

  close(): void {
    this.#writer.close();
  }

  #add(kind: Kind, parts: readonly Uint8Array[]): void {
    const status = kind === 'iopub' && (parts[0]?.toString().includes('"status"') ?? false);
    const body = encodeBody(kind === 'request' ? 'shell' : kind, [parts]);
    this.record.publish(
      this.#writer.append({ kind, status, streams: false, count: 1, body }, (error) => assert.fail(error)),
    );
  }
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-outputs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal');
}

function outputsOf(kernel: Kernel, savedAt = 0): KernelOutputs {
  return new KernelOutputs({
    journal: kernel.record,
    limits: { graceMs: 0, cellCharacters: 1e6 },
    savedAt: () => Promise.resolve(savedAt),
    nudged: () => undefined,
    begun: () => undefined,
  });
}

/** Cell to the texts of its outputs. */
async function collected(outputs: KernelOutputs): Promise<Readonly<Record<string, unknown>>> {
  const { cells, written } = await outputs.collect(false);
  written();
  const textOf = ({ text, data }: Readonly<Record<string, unknown>>) => text ?? (data as JsonObject)['text/plain'];
  return Object.fromEntries(cells.map((cell) => [cell.cellId, cell.outputs.map(textOf)]));
}

const shown = (text: string) => ({ data: { 'text/plain': text }, metadata: {}, transient: { display_id: 'd' } });

test('kernel outputs: a journal of a server before is enough; what was saved since is left out', async (t) => {
  const folder = folderOf(t);
  const before = new Kernel(folder);
  const first = before.ask('a');
  before.says(first, 'stream', { name: 'stdout', text: 'one' });
  before.end(first, 1);
  const second = before.ask('b');
  before.says(second, 'stream', { name: 'stdout', text: 'two ' });
  before.close();
  const kernel = new Kernel(folder);
  const outputs = outputsOf(kernel);
  kernel.says(second, 'stream', { name: 'stdout', text: 'three' });
  assert.deepEqual(await collected(outputs), { a: ['one'], b: ['two three'] });
  assert.deepEqual(await collected(outputs), {});
  kernel.end(second, 2);
  const { cells } = await outputs.collect(false);
  assert.deepEqual(
    cells.map(({ cellId, executionCount }) => [cellId, executionCount]),
    [['b', 2]],
  );
  assert.deepEqual(await collected(outputsOf(kernel, Date.now() + 1000)), {});
  kernel.close();
});

test('kernel outputs: a display is updated in a cell that was written before', async (t) => {
  const kernel = new Kernel(folderOf(t));
  const outputs = outputsOf(kernel);
  const first = kernel.ask('a');
  kernel.says(first, 'display_data', shown('old'));
  kernel.end(first, 1);
  assert.deepEqual(await collected(outputs), { a: ['old'] });
  assert.deepEqual(await collected(outputs), {});
  const second = kernel.ask('b');
  kernel.says(second, 'update_display_data', shown('new'));
  assert.deepEqual(await collected(outputs), { b: [], a: ['new'] });
  kernel.says(second, 'update_display_data', shown('newer'));
  assert.deepEqual(await collected(outputs), { a: ['newer'] });
  kernel.close();
});

test('kernel outputs: what a thread prints when its cell is done and written is written too', async (t) => {
  const folder = folderOf(t);
  const kernel = new Kernel(folder);
  const outputs = outputsOf(kernel);
  const prints = (text: string): void => kernel.says(asked, 'stream', { name: 'stdout', text });
  const asked = kernel.ask('a');
  prints('main');
  kernel.end(asked, 3);
  assert.deepEqual(await collected(outputs), { a: ['main'] });
  assert.equal(outputs.mayHaveOrphans(false), false);
  prints(' late');
  assert.equal(outputs.mayHaveOrphans(false), true);
  const { cells, written } = await outputs.collect(false);
  written();
  assert.deepEqual(
    cells.map(({ executionCount, showing }) => [executionCount, showing]),
    [[3, 3]],
  );
  assert.equal(outputs.mayHaveOrphans(false), false);
  prints(' later');
  assert.deepEqual(await collected(outputs), { a: ['main late later'] });
  // As long as somebody is there it is not looked for; what somebody saved is not looked at again after a restart.
  kernel.record.tell({ type: 'joined', session: 'other' });
  prints(' unseen');
  assert.equal(outputs.mayHaveOrphans(false), false);
  kernel.record.tell({ type: 'left', session: 'other', code: 1000 });
  assert.deepEqual(await collected(outputs), { a: ['main late later unseen'] });
  assert.deepEqual(await collected(outputsOf(kernel, Date.now() + 1000)), {});
  kernel.close();
});

test('kernel outputs: a cell of which the notebook has more than the journal is left alone', async (t) => {
  const kernel = new Kernel(folderOf(t), { bytes: 2_000_000, ageMs: 0 });
  const outputs = outputsOf(kernel);
  const first = kernel.ask('a');
  kernel.says(first, 'display_data', shown('old'));
  kernel.end(first, 1);
  assert.deepEqual(await collected(outputs), { a: ['old'] });
  assert.equal(outputs.mayHaveOrphans(false), false);
  const second = kernel.ask('b');
  for (let index = 0; index < 40; index++) kernel.says(second, 'stream', { name: 'stdout', text: 'x'.repeat(100_000) });
  kernel.says(first, 'display_data', shown('again'));
  kernel.says(second, 'update_display_data', shown('new'));
  assert.deepEqual(Object.keys(await collected(outputs)), ['b']);
  kernel.close();
});

test('kernel outputs: the last execution of a cell counts, what was only asked changes nothing, and a death is told', async (t) => {
  const kernel = new Kernel(folderOf(t));
  const outputs = outputsOf(kernel);
  const first = kernel.ask('a');
  kernel.says(first, 'stream', { name: 'stdout', text: 'first' });
  const again = kernel.ask('a');
  kernel.says(again, 'stream', { name: 'stdout', text: 'again' });
  kernel.says(again, 'stream', { name: 'stderr', text: 'killed' }, 'notice');
  kernel.says('', 'status', { execution_state: 'dead' }, 'notice');
  assert.deepEqual(await collected(outputs), { a: ['again', 'killed'] });
  assert.deepEqual(
    (await outputs.executions()).map(({ state }) => state),
    ['done'],
  );
  kernel.close();
});

test('kernel outputs: a client that is there keeps its own; one that comes back has its grace', async (t) => {
  const kernel = new Kernel(folderOf(t));
  const outputs = outputsOf(kernel);
  kernel.record.tell({ type: 'joined', session: 'page' });
  const asked = kernel.ask('a');
  kernel.says(asked, 'stream', { name: 'stdout', text: 'text' });
  assert.deepEqual(await collected(outputs), {});
  kernel.record.tell({ type: 'left', session: 'page', code: 1006 });
  kernel.record.tell({ type: 'joined', session: 'page' });
  assert.deepEqual(await collected(outputs), {});
  kernel.record.tell({ type: 'left', session: 'page', code: 1001 });
  assert.deepEqual(await collected(outputs), { a: ['text'] });
  kernel.record.tell({ type: 'joined', session: 'other' });
  kernel.record.tell({ type: 'asked', session: 'other', messageId: asked });
  kernel.says(asked, 'stream', { name: 'stdout', text: ' more' });
  assert.deepEqual(await collected(outputs), {});
  kernel.close();
});

test('kernel outputs: the count comes with the end, also where nothing is printed between a write and the end', async (t) => {
  const kernel = new Kernel(folderOf(t));
  const outputs = outputsOf(kernel);
  const asked = kernel.ask('a');
  kernel.says(asked, 'stream', { name: 'stdout', text: 'all' });
  kernel.says(asked, 'execute_reply', { status: 'ok', execution_count: 7 }, 'shell');
  const counts = async (): Promise<unknown[]> => {
    const { cells, written } = await outputs.collect(false);
    written();
    return cells.map(({ executionCount }) => executionCount);
  };
  assert.deepEqual(await counts(), [null]);
  kernel.says(asked, 'status', { execution_state: 'idle' });
  assert.deepEqual(await counts(), [7]);
  assert.deepEqual(await counts(), []);
  kernel.close();
});

test('kernel outputs: a kernel that says late that it starts ends nothing that it was just given', async (t) => {
  const kernel = new Kernel(folderOf(t));
  const outputs = outputsOf(kernel);
  const begun = kernel.ask('a');
  const given = kernel.give('b');
  kernel.says('', 'status', { execution_state: 'starting' });
  const states = async () => (await outputs.executions()).map(({ cellId, state }) => [cellId, state]);
  assert.deepEqual(await states(), [
    ['a', 'done'],
    ['b', 'queued'],
  ]);
  kernel.says('', 'status', { execution_state: 'starting' }, 'notice');
  assert.deepEqual(await states(), [
    ['a', 'done'],
    ['b', 'done'],
  ]);
  assert.notEqual(begun, given);
  kernel.close();
});
