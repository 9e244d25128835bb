import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from './explain.js';

const cases = [
  ['npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write', /disk is full \(now \d+ MB free\)/],
  ["npm error Error: EACCES: permission denied, mkdir '/srv/himalia/node_modules'", /No permission to write/],
  ["npm error code EROFS\nread-only file system, mkdir 'node_modules'", /No permission to write/],
  ['npm error code ENOTFOUND\ngetaddrinfo ENOTFOUND registry.example', /registry cannot be reached/],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
  [
    'npm error code EUSAGE\n`npm ci` can only install packages when your package.json and package-lock.json are in sync',
    /npm install/,
  ],
  ['npm error code ETARGET\nNo matching version found for a@1.2.3', /does not have a package/],
  ['FATAL ERROR: Reached heap limit - JavaScript heap out of memory', /memory/],
];

for (const [output, sentence] of cases)
  test(`explains ${output.split('\n')[0]}`, () => assert.match(explain(output), sentence));

test('says nothing about what it does not know', () => assert.equal(explain('tsc: 3 errors'), undefined));
