import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHeader, encodeParts, type JsonObject, WireMessage } from '@himalia/protocol/message';
import { KernelActivity } from './kernel-activity.ts';

function message(type: string, parentType: string | undefined, content: JsonObject = {}): WireMessage {
  const parent = parentType === undefined ? undefined : createHeader(parentType, 'client');
  const parts = encodeParts({ header: createHeader(type, 'kernel'), parent, content }) as readonly Buffer[];
  return new WireMessage(parts);
}

function status(state: string, parentType?: string): WireMessage {
  return message('status', parentType, { execution_state: state });
}

test('activity: while starting any other status makes it idle; after that only tracked ones count', () => {
  const activity = new KernelActivity();
  activity.status(status('busy', 'kernel_info_request'));
  assert.equal(activity.state, 'idle');
  activity.status(status('busy', 'kernel_info_request'));
  assert.equal(activity.state, 'idle');
  activity.status(status('busy', 'execute_request'));
  assert.equal(activity.state, 'busy');
  activity.status(status('idle', 'comm_info_request'));
  assert.equal(activity.state, 'busy');
  activity.status(status('idle', 'execute_request'));
  assert.equal(activity.state, 'idle');
  activity.status(status('starting'));
  assert.equal(activity.state, 'starting');
});

test('activity: output while busy and tracked messages count as activity, others do not', async () => {
  const activity = new KernelActivity();
  activity.status(status('idle', 'kernel_info_request'));
  const start = activity.lastActivity.getTime();
  await sleep(120);
  activity.message(message('stream', 'kernel_info_request'));
  activity.status(status('busy', 'comm_info_request'));
  assert.equal(activity.lastActivity.getTime(), start);
  activity.message(message('comm_msg', 'kernel_info_request'));
  const later = activity.lastActivity.getTime();
  assert.ok(later > start);
  activity.status(status('busy', 'execute_request'));
  await sleep(120);
  activity.message(message('stream', 'kernel_info_request'));
  assert.ok(activity.lastActivity.getTime() > later);
});

test('activity: a status that is none changes nothing', () => {
  const activity = new KernelActivity();
  activity.status(message('status', undefined, { execution_state: 5 }));
  activity.status(message('status', undefined, {}));
  assert.equal(activity.state, 'starting');
});
