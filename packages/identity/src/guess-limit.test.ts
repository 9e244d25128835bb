import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GuessLimit } from './guess-limit.ts';

function limit(addresses = 100) {
  const clock = { now: 1_000_000 };
  const guesses = new GuessLimit({ guesses: 3, window: 60_000, addresses, now: () => clock.now });
  return { clock, guesses };
}
const guess = (guesses: GuessLimit, address: string, count: number): void => {
  for (let index = 0; index < count; index += 1) guesses.wrong(address, `secret ${index}`);
};

test('an address has its guesses and then waits for the window to end', () => {
  const { clock, guesses } = limit();
  guess(guesses, '10.0.0.1', 2);
  assert.equal(guesses.wait('10.0.0.1'), 0);
  clock.now += 10_000;
  guess(guesses, '10.0.0.1', 3);
  assert.equal(guesses.wait('10.0.0.1'), 50);
  assert.equal(guesses.wait('10.0.0.2'), 0);
  clock.now += 50_000;
  assert.equal(guesses.wait('10.0.0.1'), 0);
});

test('the same wrong secret again and again is no guessing', () => {
  const { guesses } = limit();
  for (let index = 0; index < 1000; index += 1) guesses.wrong('10.0.0.1', 'the token of yesterday');
  assert.equal(guesses.wait('10.0.0.1'), 0);
});

test('the addresses of one IPv6 network count together', () => {
  const { guesses } = limit();
  guesses.wrong('2001:db8::1', 'a');
  guesses.wrong('2001:db8:0:0:ffff::2', 'b');
  guesses.wrong('2001:db8::ffff:3:4', 'c');
  assert.ok(guesses.wait('2001:db8::9') > 0);
  assert.equal(guesses.wait('2001:db8:0:1::9'), 0);
});

test('many addresses cost bounded memory: the one seen first is forgotten', () => {
  const { guesses } = limit(10);
  guess(guesses, '10.0.0.1', 3);
  for (let index = 0; index < 10; index += 1) guesses.wrong(`10.1.0.${index}`, 'x');
  assert.equal(guesses.wait('10.0.0.1'), 0);
});
