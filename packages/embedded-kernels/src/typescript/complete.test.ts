import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete } from './complete.ts';
import { chainAround, resolveChain } from './member-chain.ts';
import { Variables } from './variables.ts';

let ran = 0;
function count<T>(result: T): () => T {
  return () => {
    ran += 1;
    return result;
  };
}
const trap = new Proxy({}, { ownKeys: count([]), get: count(1), getPrototypeOf: count(null) });
const variables = new Variables({
  thing: {
    list: [{ deep: 1 }],
    list2: { two: 2 },
    'not a name': 1,
    get costly() {
      ran += 1;
      return { inner: 1 };
    },
    trap,
  },
});
const matches = (code: string): readonly string[] => complete(code, code.length, variables).matches;

describe('completion', () => {
  it('follows members, indexes and literals', () => {
    assert.deepEqual(matches('thing.').slice(0, 3), ['costly', 'list', 'list2']);
    assert.deepEqual(matches('1 + thing?.list[0].d'), ['deep']);
    assert.ok(matches('thing["list"].flatM').includes('flatMap'));
    assert.ok(matches('"text".padS').includes('padStart'));
  });

  it('runs no code of the user', () => {
    assert.deepEqual(matches('thing.costly.'), []);
    assert.deepEqual(matches('thing.trap.'), []);
    assert.equal(ran, 0);
  });

  it('knows names of the cell, keywords and modules, but not numbers', () => {
    assert.ok(matches('const fresh = 1\nfre').includes('fresh'));
    assert.ok(matches('insta').includes('instanceof'));
    assert.ok(matches("import { x } from 'node:fs/").includes('node:fs/promises'));
    assert.deepEqual(matches('1.'), []);
    assert.deepEqual(matches('thing.list2.t').slice(0, 1), ['two']);
  });
});

describe('the name at the cursor', () => {
  it('is that of the call around it', () => {
    assert.deepEqual(chainAround('f(g(1), thing.list.map(', 23)?.path, ['thing', 'list', 'map']);
    assert.deepEqual(chainAround('f(g(1), ', 8)?.path, ['f']);
    assert.deepEqual(chainAround('thing.list', 7)?.path, ['thing', 'list']);
  });

  it('means nothing when it is not there', () => {
    assert.equal(resolveChain(['absent', 'x'], variables), undefined);
    assert.deepEqual(resolveChain(['thing', 'list', 'length'], variables), { value: 1 });
  });
});
