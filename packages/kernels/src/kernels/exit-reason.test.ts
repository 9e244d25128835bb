import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitReason, writtenSince } from './exit-reason.ts';

test('exit reason: code, signal and the last lines', () => {
  assert.equal(exitReason({ code: 1, signal: null }, ''), 'it ended with exit code 1');
  const output = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
  const reason = exitReason({ code: null, signal: 'SIGSEGV' }, output);
  assert.match(reason, /^it was ended by SIGSEGV: native code.*; its last output:\nline 90\n/);
  assert.ok(reason.endsWith('line 99'));
});

test('exit reason: a signal that a shell tells as exit code', () => {
  assert.match(exitReason({ code: 139, signal: null }, ''), /ended by SIGSEGV \(exit code 139\)/);
  assert.match(exitReason({ code: 137, signal: null }, '', 'ran out'), /memory ran out/);
  assert.equal(exitReason({ code: 255, signal: null }, ''), 'it ended with exit code 255');
});

test('exit reason: killed, and what is known of the memory', () => {
  const exit = { code: null, signal: 'SIGKILL' };
  assert.equal(exitReason(exit, '', 'ran out'), 'memory ran out, and the system killed it');
  assert.match(exitReason(exit, '', 'did not run out'), /SIGKILL.*not because the memory/);
  assert.match(exitReason(exit, '', 'unknown'), /SIGKILL.*does not say here whether/);
});

test('exit reason: nobody watched it end', () => {
  assert.match(exitReason({ code: null, signal: null }, ''), /exit code is unknown/);
});

test('exit reason: what it wrote before, unless that is no longer known', () => {
  assert.equal(writtenSince('', 'a\nb'), 'a\nb');
  assert.equal(writtenSince('a', 'a\nb'), '\nb');
  assert.equal(writtenSince('a\nb', 'a\nb'), '');
  assert.equal(writtenSince('a\nb', 'b\nc'), 'b\nc');
});

test('exit reason: no more memory, said by who wanted it, without addresses', () => {
  const v8 = [
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    '----- Native stack trace -----',
    '',
    ...Array.from({ length: 30 }, (_, index) => ` ${index}: 0xf1155${index} [node]`),
  ].join('\n');
  const reason = exitReason({ code: null, signal: 'SIGABRT' }, v8);
  assert.match(
    reason,
    /^it was ended by SIGABRT: it got no more memory; its last output:\nFATAL ERROR: Reached heap limit/,
  );
  assert.ok(reason.endsWith('Native stack trace -----'));
  assert.match(
    exitReason({ code: 2, signal: null }, 'fatal error: runtime: out of memory'),
    /exit code 2: it got no more/,
  );
});
