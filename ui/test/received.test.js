import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Received } from '../src/page/received.js';

const stream = (id, text, name = 'stdout', parent = 'cell') => ({
  header: { msg_id: id, msg_type: 'stream' },
  parent_header: { msg_id: parent },
  content: { name, text },
});
const status = (id) => ({ header: { msg_id: id, msg_type: 'status' }, parent_header: {}, content: {} });

/** The ids that are new. */
const news = (received, ...messages) =>
  messages.filter((one) => !received.take(one)).map(({ header }) => header.msg_id);

test('what came over a connection that was cut is left out when it comes again', () => {
  const received = new Received();
  assert.deepEqual(news(received, stream('1', 'a'), status('2'), stream('3', 'b')), ['1', '2', '3']);
  received.cut();
  assert.deepEqual(news(received, status('2'), stream('3', 'b'), stream('4', 'c')), ['4']);
  // Cut again, before all of it came again.
  received.cut();
  assert.deepEqual(news(received, stream('3', 'b')), []);
  received.cut();
  assert.deepEqual(news(received, stream('3', 'b'), stream('4', 'c'), stream('5', 'd')), ['5']);
});

test('behind the first new message all is new, whatever its id; so is what comes twice over one connection', () => {
  const received = new Received();
  assert.deepEqual(news(received, status('same'), status('same')), ['same', 'same']);
  received.cut();
  assert.deepEqual(news(received, status('new'), status('same')), ['new', 'same']);
});

test('text that came in one piece is left out when it comes in several', () => {
  const received = new Received();
  received.take(stream('1', 'one\ntwo\nthree\n'));
  received.cut();
  assert.deepEqual(
    news(received, stream('1', 'one\n'), stream('2', 'two\n'), stream('3', 'three\n'), stream('4', 'three\n')),
    ['4'],
  );
  received.cut();
  assert.deepEqual(news(received, stream('1', 'one\n'), stream('5', 'two\n', 'stderr')), ['5']);
});

test('what is wanted again is not left out', () => {
  const received = new Received();
  received.take(stream('1', 'a'));
  received.take(stream('2', 'b', 'stdout', 'other'));
  received.cut();
  received.forget('cell');
  assert.deepEqual(news(received, stream('1', 'a')), ['1']);
});

test('of very many messages the last are known', () => {
  const received = new Received();
  for (let id = 0; id < 20_000; id++) received.take(stream(`${id}`, 'x'));
  received.cut();
  assert.deepEqual(news(received, stream('19999', 'x')), []);
  assert.deepEqual(news(received, stream('5', 'x')), ['5']);
});
