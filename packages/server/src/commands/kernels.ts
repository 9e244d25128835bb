import { nearest } from '@himalia/core';
import { type ExitCode, misused } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';

type Command = (args: readonly string[], environment: Environment) => Promise<ExitCode>;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./kernels/list.ts')).listKernels,
  stop: async () => (await import('./kernels/stop.ts')).stopKernels,
  attach: async () => (await import('./kernels/attach.ts')).attachKernel,
};

/** `himalia kernels …`: those of running servers, and those that wait for one. */
export async function kernelsCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return await (await load())(rest, environment);
  const meant = nearest(name, Object.keys(commands));
  const hint = meant ? `did you mean '${meant}'?` : `as in: himalia kernels ${Object.keys(commands).join('|')}.`;
  throw misused(name === '' ? `What shall be done with kernels? ${hint}` : `himalia kernels has no '${name}'; ${hint}`);
}
