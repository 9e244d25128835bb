import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader, encodeParts, type JsonObject, WireMessage } from '@himalia/protocol/message';
import type { Block } from '../journal/block.ts';
import { encodeBody } from '../journal/block-body.ts';
import { Executions } from './executions.ts';

function given(executions: Executions, more: JsonObject = {}): { readonly id: string; readonly header: Buffer } {
  const header = { ...createHeader('execute_request', 'tab'), ...more };
  const parts = encodeParts({ header, content: { code: 'x' } }) as readonly Buffer[];
  const body = encodeBody('shell', [parts]);
  const block: Block = { kind: 'request', status: false, streams: false, count: 1, body, first: 1, time: 0 };
  executions.add(block);
  return { id: header.msg_id, header: Buffer.from(JSON.stringify(header)) };
}

function said(type: string, parent: Buffer, content: JsonObject): WireMessage {
  return new WireMessage(encodeParts({ header: createHeader(type, 'kernel'), parent, content }) as readonly Buffer[]);
}

test('executions: open until the kernel is idle again, whether its reply came or not', () => {
  const executions = new Executions();
  const [first, second] = [given(executions), given(executions)];
  executions.hear(said('status', first.header, { execution_state: 'busy' }));
  executions.hear(said('execute_reply', first.header, { status: 'ok' }));
  assert.deepEqual(
    executions.open.map(({ id, replied }) => [id, replied]),
    [
      [first.id, true],
      [second.id, false],
    ],
  );
  executions.hear(said('status', first.header, { execution_state: 'idle' }));
  executions.hear(said('execute_reply', second.header, { status: 'aborted' }));
  assert.deepEqual(executions.open, []);
});

test('executions: those of subshells are not open, because no other answer says that they are done', () => {
  const executions = new Executions();
  const { id } = given(executions, { subshell_id: 'one' });
  assert.deepEqual(executions.open, []);
  assert.equal(executions.accept(id), true);
  given(executions, { subshell_id: null });
  assert.equal(executions.open.length, 1);
});
