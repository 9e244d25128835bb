import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { TerminalsError } from '@himalia/contracts/terminals';
import { type IPty, spawn } from '@lydell/node-pty';

export const firstSize: { readonly rows: number; readonly columns: number } = { rows: 25, columns: 80 };

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A pseudo terminal starts programs that do not exist, too, and tells it to nobody but its screen. */
function mustBeProgram(file: string, searchPath = ''): void {
  if (process.platform === 'win32') return;
  const places = file.includes('/') ? [file] : searchPath.split(delimiter).map((folder) => join(folder, file));
  if (places.some(isProgram)) return;
  const what = isAbsolute(file) ? file : `'${file}'`;
  throw new TerminalsError('failed', `The shell ${what} cannot be run; set SHELL or the option terminals.shellCommand`);
}

/** Starts a command in a pseudo terminal. Throws `TerminalsError`. */
export function startPty(command: readonly string[], cwd: string, env: Readonly<Record<string, string>>): IPty {
  const [file = 'sh', ...args] = command;
  mustBeProgram(file, env.PATH);
  const { rows, columns: cols } = firstSize;
  try {
    return spawn(file, args, { name: env.TERM ?? 'xterm-256color', cols, rows, cwd, env: { ...env } });
  } catch (error) {
    throw new TerminalsError('failed', `The shell cannot be started: ${(error as Error).message}`);
  }
}
