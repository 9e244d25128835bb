/** `npm start [-- [REMIX] OPTIONS]`: the set-up, then `himalia start lab` on the Node that came with it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundledNode, root } from './setup/places.js';

const given = process.argv.slice(2);
const named = given[0] !== undefined && !given[0].startsWith('-');
const wanted = ['start', ...(named ? given : ['lab', ...given])];

await import('./setup.js');
if (!process.exitCode) {
  // The command re-executes itself with the Node of the install where this one is too old.
  process.env.HIMALIA_NODE ??= bundledNode();
  if (process.env.npm_lifecycle_event) stopWithParent();
  const command = join(root, 'packages/server/bin/himalia.js');
  process.argv = [process.execPath, command, ...wanted];
  await import(pathToFileURL(command).href);
}

/** Signals to npm reach the shell between it and this process, and end there: an orphan stops as if it had got SIGTERM. */
function stopWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}
