import { HeldKernels } from '@himalia/kernels/held';
import { runtimeFolder } from '../../configuration/jupyter-folders.ts';
import { type ExitCode, misused } from '../../exit-error.ts';
import type { Environment } from '../../prepare-server.ts';
import { type KnownKernel, knownKernels } from './known-kernels.ts';

/** `himalia kernels list [--json]`: also those that wait while no server runs. */
export async function listKernels(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const [form, ...more] = args;
  if (more.length > 0 || (form !== undefined && form !== '--json')) {
    throw misused('himalia kernels list takes --json only (one object a line).');
  }
  const runtime = runtimeFolder(environment);
  await using held = await HeldKernels.find(runtime);
  const { kernels, problems } = await knownKernels(runtime, held);
  for (const problem of problems) console.error(`himalia: ${problem}`);
  if (form === '--json') for (const kernel of kernels) console.log(JSON.stringify(shown(kernel)));
  else if (kernels.length === 0 && problems.length === 0) console.log('There are no kernels.');
  else for (const kernel of kernels) console.log(line(kernel));
  return problems.length > 0 ? 1 : 0;
}

/** Without its key, and without the server's token. */
function shown({ id, name, state, document, server, held }: KnownKernel): object {
  return { id, name, state, document, server: server?.url, pid: held?.pid };
}

function line({ id, name, state, document, server, held }: KnownKernel): string {
  const pid = held?.pid === undefined ? '' : ` (process ${held.pid})`;
  const where = server ? server.url : `${held?.attached ? 'a server has it' : 'no server runs'}${pid}`;
  return [id, name.padEnd(16), state.padEnd(8), where, document ?? ''].join('  ').trimEnd();
}
