import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changed } from './text-changes.ts';

const at = (line: number, character: number) => ({ line, character });

test('without a range the whole text is another one', () => {
  assert.equal(changed('old', { text: 'new' }), 'new');
});

test('a range is replaced, in lines of any kind and UTF-16 units', () => {
  const text = 'one\r\n😀two\nthree';
  assert.equal(changed(text, { text: 'X', range: { start: at(1, 2), end: at(1, 5) } }), 'one\r\n😀X\nthree');
  assert.equal(changed(text, { text: '', range: { start: at(0, 3), end: at(1, 0) } }), 'one😀two\nthree');
  assert.equal(changed(text, { text: '!', range: { start: at(2, 5), end: at(2, 5) } }), `${text}!`);
});

test('positions beyond a line mean its end, beyond the text its end', () => {
  assert.equal(changed('a\nb', { text: '!', range: { start: at(0, 9), end: at(0, 9) } }), 'a!\nb');
  assert.equal(changed('a\nb', { text: '!', range: { start: at(9, 0), end: at(9, 0) } }), 'a\nb!');
});
