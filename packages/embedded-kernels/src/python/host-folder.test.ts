import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentFor, mountFor } from './host-folder.ts';

describe('the folders that Python sees', () => {
  it('have their own names, from the topmost one on', () => {
    assert.deepEqual(mountFor('/home/ada/notes'), { host: '/home', python: '/home', folder: '/home/ada/notes' });
    assert.deepEqual(mountFor('/home'), { host: '/home', python: '/home', folder: '/home' });
  });

  it("are one alone where Python's own are", () => {
    for (const folder of ['/', '/lib/x', '/proc/1']) {
      assert.deepEqual(mountFor(folder), { host: folder, python: '/notebook', folder: '/notebook' });
    }
  });
});

describe('the variables that Python sees', () => {
  it("are the user's, without those about programs", () => {
    const given = { HOME: '/home/ada', PATH: '/bin', PYTHONPATH: '/x', JPY_PARENT_PID: '1', LANG: 'C', KEY: 'k' };
    assert.partialDeepStrictEqual(environmentFor(mountFor('/home/ada'), given), {
      HOME: '/home/ada',
      LANG: 'C',
      KEY: 'k',
    });
    const kept = Object.keys(environmentFor(mountFor('/data'), given));
    assert.deepEqual(kept, ['LANG', 'KEY', 'PYTHONTZPATH']);
  });
});
