import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Subscriptions } from './subscriptions.ts';

const topic = fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'b') });

describe('Subscriptions', () => {
  it('match what starts with a topic that was added more often than removed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), topic)), topic, (steps, frame) => {
        const subscriptions = new Subscriptions(100);
        const counts = new Map<string, number>();
        for (const [adds, text] of steps) {
          const count = counts.get(text) ?? 0;
          counts.set(text, Math.max(0, adds ? count + 1 : count - 1));
          if (adds) subscriptions.add(Buffer.from(text));
          else subscriptions.remove(Buffer.from(text));
        }
        const expected = [...counts].some(([text, count]) => count > 0 && frame.startsWith(text));
        assert.equal(subscriptions.match(Buffer.from(frame)), expected);
      }),
    );
  });

  it('are limited in number', () => {
    const subscriptions = new Subscriptions(2);
    for (const text of ['a', 'b', 'a']) subscriptions.add(Buffer.from(text));
    assert.throws(() => subscriptions.add(Buffer.from('c')), { code: 'too_large' });
    subscriptions.remove(Buffer.from('b'));
    subscriptions.add(Buffer.from('c'));
  });
});
