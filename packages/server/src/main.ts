// First of all, so that what is loaded after it comes from there.
import '@himalia/embedded-kernels/compile-cache';

const LINGER = 2_000;
const { run } = await import('./run.ts');

process.exitCode = await run(process.argv.slice(2), process.env);
// What was left behind by a stop that did not end well must not keep the process alive.
setTimeout(() => process.exit(), LINGER).unref();
