/** `npm run faults`: `test/faults` in its long form, some 40 minutes; `npm test` runs the short one. */
process.env.HIMALIA_FAULTS = 'long';
process.argv.splice(2, Infinity, 'faults');
await import('./test.js');
