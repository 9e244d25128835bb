import { run } from './run.ts';

const LINGER = 2_000;

process.exitCode = await run(process.argv.slice(2), process.env);
// What was left behind by a stop that did not end well must not keep the process alive.
setTimeout(() => process.exit(), LINGER).unref();
