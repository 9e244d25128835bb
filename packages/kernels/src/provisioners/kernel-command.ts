import { homedir } from 'node:os';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';
import { pythonOf } from '../python-of.ts';

function expandHome(argument: string): string {
  return argument === '~' || argument.startsWith('~/') ? homedir() + argument.slice(1) : argument;
}

/**
 * The command line of a kernelspec (jupyter_client, "Kernel specs"): `{connection_file}`, `{resource_dir}` and `{prefix}` are filled in,
 * other braces stay. A bare `python` means the interpreter of the prefix under which the kernelspec was found.
 */
export async function kernelCommand(spec: Kernelspec, connectionFile: string): Promise<[string, ...string[]]> {
  const { prefix } = spec;
  const values: Readonly<Record<string, string | undefined>> = {
    connection_file: connectionFile,
    resource_dir: spec.resourceDir,
    prefix,
  };
  const [program = '', ...rest] = spec.argv.map((argument) =>
    expandHome(argument.replace(/\{([A-Za-z0-9_]+)\}/g, (whole, name) => values[name] ?? whole)),
  );
  const isPython = /^python(3(\.\d+)?)?$/.test(program);
  const python = isPython && prefix !== undefined ? await pythonOf(prefix) : undefined;
  return [python ?? program, ...rest];
}
