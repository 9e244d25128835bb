import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scrollback } from './scrollback.ts';

function filled(limit: number, ...texts: string[]): Scrollback {
  const scrollback = new Scrollback(limit);
  for (const text of texts) scrollback.add(text);
  return scrollback;
}

test('all of it is there as long as it fits', () => {
  assert.equal(filled(100).text(), '');
  assert.equal(filled(100, 'a', 'b\n', 'äöü').text(), 'ab\näöü');
});

test('it never exceeds its limit, in bytes, and then begins with a whole line', () => {
  const limit = 20_000;
  const scrollback = new Scrollback(limit);
  for (let line = 0; line < 5000; line++) {
    scrollback.add(`€ line ${line}\r\n`);
    assert.ok(Buffer.byteLength(scrollback.text()) <= limit);
  }
  const text = scrollback.text();
  assert.match(text, /^€ line \d+\r\n/);
  assert.ok(text.endsWith('€ line 4999\r\n'));
  assert.ok(Buffer.byteLength(text) > limit - 3 * 4096, 'and not much less');
});

test('without line breaks the end is kept all the same', () => {
  const text = filled(50_000, ...Array.from({ length: 100 }, () => 'x'.repeat(4000))).text();
  assert.ok(text.length > 40_000);
});

test('less may be asked for; a limit of nothing keeps nothing', () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `${'x'.repeat(80)}${index}\n`);
  const text = filled(1_000_000, ...lines).text(10_000);
  assert.ok(text.length <= 10_000 && text.length > 4000);
  assert.ok(text.startsWith('x'.repeat(80)));
  assert.equal(filled(0, 'a').text(), '');
});

test('what asks the terminal for an answer is left out, all else stays', () => {
  const asking = ['\u001b[c', '\u001b[0c', '\u001b[>c', '\u001b[>0c', '\u001b[6n', '\u001b[?6n', '\u001b[5n'];
  asking.push(
    '\u001b[?2004$p',
    '\u001b[18t',
    '\u001b]11;?\u001b\\',
    '\u001b]10;?\u0007',
    '\u001b]4;12;?\u0007',
    '\u001b[>q',
  );
  assert.equal(filled(1000, `a${asking.join('')}b`).text(), 'ab');
  const others = '\u001b[31mred\u001b[0m\u001b[2J\u001b[6;7H\u001b[?2004h\u001b]0;title?\u0007\u001b[1 q';
  assert.equal(filled(1000, others).text(), others);
});
