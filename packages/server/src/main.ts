// First of all, so that what is loaded after it comes from there.
import '@himalia/embedded-kernels/compile-cache';

const LINGER = 2_000;
const { run } = await import('./run.ts');
const { argumentsFor } = await import('./command-line/drop-in-names.ts');
const [, program = '', ...args] = process.argv;

process.exitCode = await run(argumentsFor(program, args), process.env);
// What was left behind by a stop that did not end well must not keep the process alive.
setTimeout(() => process.exit(), LINGER).unref();
