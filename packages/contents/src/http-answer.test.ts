import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ContentsError } from '@himalia/contracts/contents';
import { answering, hashesOf, quotePath } from './http-answer.ts';

it("quotes paths as Python's quote does", () => {
  assert.equal(quotePath("a b/c+d!'()*~_.-/é😀%#?&"), 'a%20b/c%2Bd%21%27%28%29%2A~_.-/%C3%A9%F0%9F%98%80%25%23%3F%26');
  assert.equal(quotePath('\ud800'), '%EF%BF%BD');
});

it('reads If-Match', () => {
  assert.deepEqual(hashesOf('*'), ['*']);
  assert.deepEqual(hashesOf('"a", W/"b" ,"c"'), ['a', 'b', 'c']);
});

it('answers what is hidden by what was asked, and lets other errors through', async () => {
  const hidden = () => Promise.reject(new ContentsError('hidden', 'x'));
  await assert.rejects(answering(hidden, 404), { status: 404, reason: null });
  await assert.rejects(answering(hidden), { status: 400 });
  const badType = () => Promise.reject(new ContentsError('bad_type', 'x'));
  await assert.rejects(answering(badType), { status: 400, reason: 'bad type' });
  await assert.rejects(
    answering(() => Promise.reject(new TypeError('bug'))),
    TypeError,
  );
});
