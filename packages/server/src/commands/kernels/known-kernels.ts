import type { HeldKernels, HeldModel } from '@himalia/kernels/held';
import { ExitError } from '../../exit-error.ts';
import { runningServers } from '../../running/running-servers.ts';
import type { ServerInfo } from '../../running/runtime-file.ts';
import { askServer } from './server-api.ts';

/** A kernel that a running server has, or one that waits for a server. */
export type KnownKernel = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly document: string | undefined;
  readonly server: ServerInfo | undefined;
  readonly held: HeldModel | undefined;
};
export type KnownKernels = {
  readonly kernels: readonly KnownKernel[];
  /** Servers that did not say what they have, in sentences. */
  readonly problems: readonly string[];
};

type Model = { readonly id: string; readonly name: string; readonly execution_state: string };
type Session = { readonly path: string; readonly kernel: Model };

/** All kernels of a runtime folder. */
export async function knownKernels(runtime: string, held: HeldKernels | undefined): Promise<KnownKernels> {
  const answers = await Promise.allSettled(runningServers(runtime).map(kernelsOf));
  const served = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const problems = answers.flatMap(({ status, ...answer }) =>
    status === 'rejected' ? [String((answer as PromiseRejectedResult).reason.message)] : [],
  );
  const known = new Set(served.map(({ id }) => id));
  // What a server has that does not say so is not to be overlooked.
  const seen = ({ id, attached }: HeldModel): boolean => !known.has(id) && (!attached || problems.length > 0);
  const unserved = ((await held?.list()) ?? []).filter(seen);
  return { kernels: [...served, ...unserved.map(unservedKernel)], problems };
}

/** The one whose id begins so. Throws `ExitError` when none does, or several do. */
export function kernelNamed(kernels: readonly KnownKernel[], id: string): KnownKernel {
  const found = kernels.filter((kernel) => kernel.id.startsWith(id));
  const [only] = found;
  if (only && found.length === 1) return only;
  const why = only ? `Several kernels have ids that begin with ${id}.` : `There is no kernel ${id}.`;
  throw new ExitError(1, `${why} "himalia kernels list" lists them.`);
}

async function kernelsOf(server: ServerInfo): Promise<KnownKernel[]> {
  const [kernels, sessions] = await Promise.all([
    askServer<Model[]>(server, 'api/kernels'),
    askServer<Session[]>(server, 'api/sessions'),
  ]);
  const documents = new Map(sessions.map(({ path, kernel }) => [kernel.id, path]));
  return kernels.map(({ id, name, execution_state: state }) => {
    return { id, name, state, document: documents.get(id), server, held: undefined };
  });
}

function unservedKernel(held: HeldModel): KnownKernel {
  const { id, connection, exit, attached } = held;
  const state = exit ? 'ended' : attached ? 'unknown' : 'waiting';
  const name = connection?.kernel_name ?? '';
  return { id, name, state, document: undefined, server: undefined, held };
}
