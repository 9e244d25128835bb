/**
 * `npm test [-- NAME…]`: everything, from a clean clone. A name limits it: a package (`kernels`), `browser`, or a folder
 * of `test/`. Each step runs even when an earlier one failed; the end is non-zero when any did.
 */
process.env.HIMALIA_TEST = '1';
await import('./setup.js');

if (!process.exitCode) {
  const { bundledNode } = await import('./setup/places.js');
  const { testAll } = await import('./test/all.js');
  process.exitCode = await testAll(bundledNode(), process.argv.slice(2));
}
