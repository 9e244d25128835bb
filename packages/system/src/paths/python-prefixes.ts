import { delimiter, dirname, join } from 'node:path';
import { isFile, type Machine, realPath, textOf } from './machine.ts';

/**
 * The Python prefixes (`sys.prefix`) that somebody at this machine means, best first: the one configured, the active virtual
 * environment, the active conda environment, that of `jupyter` on PATH, that of `python3` on PATH.
 */
export function pythonPrefixes(machine: Machine, configured?: string): string[] {
  const { env } = machine;
  const found = [
    configured,
    env.VIRTUAL_ENV,
    env.CONDA_PREFIX,
    prefixOfScript(onPath(machine, 'jupyter'), machine),
    prefixOfPython(onPath(machine, 'python3') ?? onPath(machine, 'python'), machine),
  ];
  return [...new Set(found.filter((prefix) => prefix !== undefined).filter(Boolean))].filter(
    (prefix) => prefix === configured || hasPython(prefix, machine),
  );
}

/** A virtual environment names its parent in a file. */
export const isVirtual = (prefix: string): boolean => isFile(join(prefix, 'pyvenv.cfg'));

function hasPython(prefix: string, { platform }: Machine): boolean {
  if (platform === 'win32') return isFile(join(prefix, 'python.exe')) || isFile(join(prefix, 'Scripts', 'python.exe'));
  return isFile(join(prefix, 'bin', 'python3')) || isFile(join(prefix, 'bin', 'python'));
}

function onPath({ env, platform }: Machine, command: string): string | undefined {
  const name = platform === 'win32' ? `${command}.exe` : command;
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isFile);
}

/** A command that pip installed names its interpreter in the first line, or in the second when the path is long. */
function prefixOfScript(script: string | undefined, machine: Machine): string | undefined {
  if (script === undefined) return undefined;
  if (machine.platform === 'win32') return dirname(dirname(script));
  const text = textOf(script) ?? '';
  const interpreter =
    /^#!\s*(\/\S*python[\d.]*)\s/.exec(text)?.[1] ?? /^'''exec' "?(\/[^"\n]*?python[\d.]*)"? /m.exec(text)?.[1];
  return interpreter === undefined ? undefined : prefixOfPython(interpreter, machine);
}

function prefixOfPython(python: string | undefined, machine: Machine): string | undefined {
  if (python === undefined) return undefined;
  if (machine.platform === 'win32') {
    const folder = dirname(python);
    return isVirtual(dirname(folder)) ? dirname(folder) : folder;
  }
  const prefix = dirname(dirname(python));
  if (isVirtual(prefix)) return prefix;
  if (python.includes('/shims/')) return pyenvPrefix(prefix, machine);
  return dirname(dirname(realPath(python)));
}

/** pyenv's `python3` is a script; a variable or a file names the version that it runs. */
function pyenvPrefix(root: string, { env }: Machine): string | undefined {
  const version = (env.PYENV_VERSION ?? textOf(join(root, 'version')) ?? '').split(/[:\s]/)[0];
  return version && /^[\w.+-]+$/.test(version) ? join(root, 'versions', version) : undefined;
}
