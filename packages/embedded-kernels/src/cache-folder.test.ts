import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cacheFolder } from './cache-folder.ts';

describe('the cache', () => {
  it('is where the user wants it', () => {
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/c', HOME: '/h' }), '/c/himalia');
  });
});
