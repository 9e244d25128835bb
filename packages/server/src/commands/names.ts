import { lstatSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { dropInNames } from '../command-line/drop-in-names.ts';
import { type ExitCode, ExitError, misused } from '../exit-error.ts';

type State = 'ours' | 'absent' | 'foreign';
const usage = 'As in: himalia names [install | remove] FOLDER.';

/**
 * `himalia names [install | remove] FOLDER`: links `jupyter-lab`, `jupyter-notebook` and `jupyter-server` in a folder of the
 * PATH to this command, or says how they are there. What is somebody else's is never touched.
 */
export function namesCommand(args: readonly string[]): ExitCode {
  const [first = '', ...others] = args;
  const action = first === 'install' || first === 'remove' ? first : undefined;
  const [folder, ...more] = action === undefined ? args : others;
  if (folder === undefined || more.length > 0 || folder.startsWith('-')) throw misused(usage);
  if (process.platform === 'win32') throw new ExitError(1, 'Windows knows no such links; call himalia start lab.');
  const states = Object.keys(dropInNames).map((name) => [join(resolve(folder), name), stateOf(folder, name)] as const);
  const foreign = states.find(([, state]) => state === 'foreign');
  if (action === 'install' && foreign)
    throw new ExitError(1, `${foreign[0]} is there already and is not Himalia's; choose a folder earlier on the PATH.`);
  for (const [path, state] of states) {
    if (action === 'install' && state === 'absent') link(path);
    if (action === 'remove' && state === 'ours') rmSync(path);
    console.log(`${path}  ${stateOf(dirname(path), basename(path))}`);
  }
  return 0;
}

function ourCommand(): string {
  return realpathSync(process.argv[1] ?? '');
}

function stateOf(folder: string, name: string): State {
  const path = join(resolve(folder), name);
  if (!lstatSync(path, { throwIfNoEntry: false })) return 'absent';
  try {
    return realpathSync(path) === ourCommand() ? 'ours' : 'foreign';
  } catch {
    return dangling(path) ? 'ours' : 'foreign';
  }
}

/** A link of an installation of Himalia that is gone. */
function dangling(path: string): boolean {
  return lstatSync(path).isSymbolicLink() && basename(readlinkSync(path)) === basename(ourCommand());
}

function link(path: string): void {
  try {
    symlinkSync(ourCommand(), path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'there is no such folder' : code === 'EACCES' ? 'no permission' : message;
    throw new ExitError(1, `${path} cannot be made: ${problem}.`, { cause });
  }
}
