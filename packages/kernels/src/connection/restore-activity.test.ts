import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader, encodeParts, type JsonObject } from '@himalia/protocol/message';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { encodeBody } from '../journal/block-body.ts';
import { DiskReader } from '../journal/disk-reader.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { KernelActivity } from './kernel-activity.ts';
import { restoreActivity } from './restore-activity.ts';

const cell = Buffer.from(JSON.stringify(createHeader('execute_request', 'tab')));

function message(type: string, content: JsonObject): readonly Buffer[] {
  return encodeParts({ header: createHeader(type, 'kernel'), parent: cell, content }) as readonly Buffer[];
}

test('activity: what a kernel did while no server looked is read from its journal', async (t) => {
  const writer = new JournalWriter(temporaryFolder(t), { bytes: 1e6, ageMs: 0 });
  const write = (status: boolean, ...messages: (readonly Buffer[])[]): void => {
    const body = encodeBody('iopub', messages);
    writer.append({ kind: 'iopub', status, streams: !status, count: messages.length, body }, assert.fail);
  };
  const journal = new DiskReader(writer.folder, () => writer.head);
  const known = { state: 'starting', execution: undefined, lastActivity: 1000, sequence: 0 };

  write(true, message('status', { execution_state: 'busy' }));
  write(false, message('stream', { name: 'stdout', text: 'x' }), message('stream', { name: 'stdout', text: 'y' }));
  const activity = new KernelActivity();
  await restoreActivity(activity, journal, known);
  assert.equal(activity.state, 'busy');
  assert.ok(activity.lastActivity.getTime() > 1000);

  write(true, message('status', { execution_state: 'idle' }));
  await restoreActivity(activity, journal, { ...known, state: 'busy', sequence: 3 });
  assert.equal(activity.state, 'idle');

  await restoreActivity(activity, journal, { ...known, state: 'busy', sequence: writer.head });
  assert.deepEqual([activity.state, activity.lastActivity.getTime()], ['busy', 1000]);
  writer.close();
});
