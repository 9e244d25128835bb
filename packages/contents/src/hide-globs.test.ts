import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hideGlobs } from './hide-globs.ts';

it('matches names as fnmatch does', () => {
  const cases: [string, string[], string[]][] = [
    ['*.pyc', ['a.pyc', '.pyc'], ['apyc', 'a.pyc.txt']],
    ['*~', ['a~', '~'], ['~a']],
    ['a?c', ['abc', 'a.c'], ['ac', 'abbc']],
    ['[ab].txt', ['a.txt'], ['c.txt', '[ab].txt']],
    ['[!ab].txt', ['c.txt'], ['a.txt']],
    ['(x)+$^|', ['(x)+$^|'], ['x']],
    ['a[', ['a['], ['a']],
  ];
  for (const [pattern, yes, no] of cases) {
    const test = hideGlobs([pattern]);
    for (const name of yes) assert.equal(test(name), true, `${pattern} ${name}`);
    for (const name of no) assert.equal(test(name), false, `${pattern} ${name}`);
  }
  assert.equal(hideGlobs([])('a'), false);
});
