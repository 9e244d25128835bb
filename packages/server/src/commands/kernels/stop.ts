import { HeldKernels } from '@himalia/kernels/held';
import { runtimeFolder } from '../../configuration/jupyter-folders.ts';
import { type ExitCode, misused } from '../../exit-error.ts';
import type { Environment } from '../../prepare-server.ts';
import { type KnownKernel, kernelNamed, knownKernels } from './known-kernels.ts';
import { askServer } from './server-api.ts';

const limitMs = 5000;

/** `himalia kernels stop ID|--all`: the beginning of an id is enough where only one begins so. */
export async function stopKernels(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const [which, ...more] = args;
  if (!which || more.length > 0 || (which.startsWith('-') && which !== '--all')) {
    throw misused('As in: himalia kernels stop ID, or --all.');
  }
  const runtime = runtimeFolder(environment);
  await using held = await HeldKernels.find(runtime);
  const { kernels, problems } = await knownKernels(runtime, held);
  for (const problem of problems) console.error(`himalia: ${problem}`);
  const chosen = which === '--all' ? kernels : [kernelNamed(kernels, which)];
  if (chosen.length === 0 && problems.length === 0) console.log('There are no kernels.');
  const stopped = await Promise.all(chosen.map((kernel) => stop(kernel, held)));
  return stopped.every(Boolean) && (problems.length === 0 || which !== '--all') ? 0 : 1;
}

/** Answers whether it has ended; why not is said. */
async function stop({ id, name, server, held: model }: KnownKernel, held: HeldKernels | undefined): Promise<boolean> {
  try {
    if (server) await askServer(server, `api/kernels/${encodeURIComponent(id)}`, 'DELETE');
    else if (model && held) await held.stop(model, limitMs);
    console.log(`${id} (${name}) has ended.`);
    return true;
  } catch (error) {
    console.error(`himalia: ${id} (${name}) cannot be stopped: ${(error as Error).message}`);
    return false;
  }
}
