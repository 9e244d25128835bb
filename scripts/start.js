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
  const command = join(root, 'packages/server/bin/himalia.js');
  process.argv = [process.execPath, command, ...wanted];
  await import(pathToFileURL(command).href);
}
