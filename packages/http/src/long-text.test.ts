import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutLongText, isPlaceholder } from './long-text.ts';

const long = 'QUJD'.repeat(20_000);
const cutOf = (body: string) => cutLongText(Buffer.from(body), 'content');
/** The member that is left, and the text that was cut. */
function parts(body: string): [unknown, string] | undefined {
  const cut = cutOf(body);
  return cut && [JSON.parse(cut.rest.toString()), cut.text.toString()];
}

test('a long text is cut out of its member, and the rest is JSON with a placeholder', () => {
  for (const body of [
    `{"type":"file","content":"${long}","chunk":1}`,
    `{ "chunk": 1, "content" : "${long}" , "type": "file" }`,
  ]) {
    const [rest, text] = parts(body) as [Record<string, unknown>, string];
    assert.ok(isPlaceholder(rest.content));
    assert.deepEqual({ ...rest, content: 0 }, { type: 'file', chunk: 1, content: 0 });
    assert.equal(text, long);
  }
});

test('what is no member of the body itself leaves no placeholder there', () => {
  for (const body of [
    `{"inner":{"content":"${long}"},"content":"x"}`,
    `{"inner":{"content":"${long}"}}`,
    `{"content":"${long}","content":"x"}`,
    `[{"content":"${long}"}]`,
  ]) {
    const [rest] = parts(body) as [Record<string, unknown>, string];
    assert.ok(!isPlaceholder(rest.content), body.slice(0, 40));
  }
});

test('short texts, escapes, other values and names inside of text are left alone', () => {
  for (const body of [
    `{"content":"${'x'.repeat(100)}","other":"${long}"}`,
    `{"content":"${long}\\n"}`,
    `{"content":"\\"${long}"}`,
    `{"content":["${long}"]}`,
    `{"content":null,"other":"${long}"}`,
    `{"other":"\\"content\\":\\"${long}"}`,
    `{"other":"${long}"}`,
    `{"content":"${long}`,
  ])
    assert.equal(cutOf(body), undefined, body.slice(0, 40));
});
