import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentsEvents, type Event, gatewayClientEvents, kernelEvents } from '@himalia/contracts/events';
import { HttpError } from '@himalia/contracts/http';
import { EventLog } from './event-log.ts';
import { emitPosted } from './posted-event.ts';

function setup() {
  const events = new EventLog();
  for (const schema of [contentsEvents, kernelEvents, gatewayClientEvents]) events.register(schema);
  const heard: Event[] = [];
  const subscription = events.subscribe((event) => heard.push(event));
  return { events, heard, subscription };
}
const saved = { action: 'save', path: 'a.ipynb' };

test('an event reaches who listens, until they stop', () => {
  const { events, heard, subscription } = setup();
  events.emit(contentsEvents.$id, saved);
  subscription[Symbol.dispose]();
  events.emit(contentsEvents.$id, saved);
  assert.deepEqual(heard, [{ schema_id: contentsEvents.$id, data: saved }]);
});

test('unknown schemas and data that does not fit are refused, saying why', () => {
  const { events, heard } = setup();
  assert.throws(
    () => events.emit('https://nobody.example/v1', {}),
    /"https:\/\/nobody.example\/v1" has not been registered/,
  );
  assert.throws(
    () => events.emit(contentsEvents.$id, { action: 'paint', path: 'x' }),
    /action must be equal to one of/,
  );
  assert.throws(() => events.emit(contentsEvents.$id, { action: 'save' }), /must have required property 'path'/);
  assert.deepEqual(heard, []);
});

test('a kernel event needs the id, except for a start that failed', () => {
  const { events } = setup();
  events.emit(kernelEvents.$id, { action: 'start', status: 'error', msg: 'no such kernel' });
  events.emit(kernelEvents.$id, { action: 'restart', status: 'success', kernel_id: 'k', msg: 'done' });
  assert.throws(
    () => events.emit(kernelEvents.$id, { action: 'restart', status: 'success', msg: 'done' }),
    /does not fit/,
  );
});

test('the same schema may be registered twice, another of its id may not', () => {
  const { events } = setup();
  events.register(structuredClone(contentsEvents));
  assert.throws(() => events.register({ ...contentsEvents, required: [] }), /registered already/);
});

const post = { schema_id: contentsEvents.$id, version: '1', data: saved };
for (const body of [
  post,
  { ...post, version: 1 },
  { ...post, timestamp: '2022-05-26T13:50:00+05:00Z' },
  { ...post, timestamp: '2022-05-26T13:50:00-0330Z' },
])
  test(`posted and emitted: ${JSON.stringify({ ...body, data: 0, schema_id: 0 })}`, () => {
    const { events, heard } = setup();
    emitPosted(events, body);
    assert.equal(heard.length, 1);
  });

for (const body of [
  { ...post, version: '2' },
  { ...post, schema_id: 'https://nobody.example/v1' },
  { ...post, data: {} },
  { ...post, timestamp: '2022-05-26 13:50:00+05:00Z' },
  { ...post, timestamp: '2022-05-26T13:50:00+05:00' },
  { ...post, timestamp: '2022-13-26T13:50:00+05:00Z' },
])
  test(`posted and refused with 400: ${JSON.stringify(body).slice(0, 150)}`, () => {
    const { events, heard } = setup();
    assert.throws(
      () => emitPosted(events, body),
      (error: HttpError) => error instanceof HttpError && error.status === 400,
    );
    assert.deepEqual(heard, []);
  });
