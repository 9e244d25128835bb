import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeader, encodeParts, type JsonObject } from '@himalia/protocol/message';
import { Questions } from './questions.ts';

const execution = createHeader('execute_request', 'page');

function message(type: string, content: JsonObject): Buffer[] {
  return encodeParts({ header: createHeader(type, 'any'), parent: execution, content }).map((part) =>
    Buffer.from(part),
  );
}

test('an answer is kept with its question, as one of the execution', () => {
  const questions = new Questions();
  questions.ask([message('input_request', { prompt: 'who?', password: false })]);
  const reply = message('input_reply', { value: 'Ada', status: 'ok' });
  const [header, parent, metadata, content] = questions.answer(reply) ?? [];
  assert.equal(header, reply[0]);
  assert.equal(JSON.parse(String(parent)).msg_id, execution.msg_id);
  assert.equal(String(metadata), '{}');
  assert.deepEqual(JSON.parse(String(content)), { prompt: 'who?', value: 'Ada' });
  // Nobody asked again.
  assert.equal(questions.answer(reply), undefined);
});

test('a password is not kept', () => {
  const questions = new Questions();
  questions.ask([message('input_request', { prompt: 'pass', password: true })]);
  const kept = questions.answer(message('input_reply', { value: 'secret' }));
  assert.doesNotMatch(String(kept), /secret/);
  assert.equal(JSON.parse(String(kept?.[3])).value, '········');
});

test('what is no question and no answer is let be', () => {
  const questions = new Questions();
  questions.ask([message('comm_msg', {}), [Buffer.from('{"msg_type":"input_request"}')]]);
  assert.equal(questions.answer(message('input_reply', { value: 'x' })), undefined);
  questions.ask([
    [Buffer.from('{"msg_type":"input_request"}'), Buffer.from('{}'), Buffer.from('{}'), Buffer.from('null')],
  ]);
  assert.equal(questions.answer(message('execute_request', {})), undefined);
  assert.deepEqual(JSON.parse(String(questions.answer(message('input_reply', { value: 'x' }))?.[3])), { value: 'x' });
});
