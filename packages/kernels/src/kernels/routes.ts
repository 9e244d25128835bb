import type { Handlers } from '@himalia/contracts/http';
import type { contract, KernelModel, Kernels } from '@himalia/contracts/kernels';
import { answering, checkRecall } from './kernel-errors.ts';

type Operations = NonNullable<(typeof contract)['operations']>;

export function kernelRoutes(
  kernels: Kernels,
  /** Throws a `KernelError` that says why it is not there. */
  find: (id: string) => KernelModel,
  /** Looks for kernels that others started. */
  refresh: () => Promise<void>,
  baseUrl: string,
): Handlers<Operations> {
  /** A kernel that runs under the id asked for is the answer to starting it. */
  async function start(
    name: string | undefined,
    path: string | undefined,
    id: string | undefined,
  ): Promise<KernelModel> {
    const running = id === undefined ? undefined : kernels.get(id);
    if (running) return running;
    const given = { ...(name ? { name } : {}), ...(path ? { path } : {}), ...(id ? { id } : {}) };
    return answering(() => kernels.start(given));
  }
  return {
    async listKernels({ reply }) {
      await refresh();
      await answering(() => checkRecall(kernels.left.recall));
      return reply(200, kernels.list());
    },
    async startKernel({ body, reply }) {
      const kernel = await start(body?.name ?? undefined, body?.path ?? undefined, body?.kernel_id ?? undefined);
      return reply(201, kernel, { Location: `${baseUrl}api/kernels/${encodeURIComponent(kernel.id)}` });
    },
    async getKernel({ params, reply }) {
      return reply(200, await answering(() => find(params.kernel_id)));
    },
    async shutdownKernel({ params, reply }) {
      await answering(() => kernels.shutdown(params.kernel_id));
      return reply(204);
    },
    async interruptKernel({ params, reply }) {
      await answering(() => kernels.interrupt(params.kernel_id));
      return reply(204);
    },
    async restartKernel({ params, reply }) {
      return reply(200, await answering(() => kernels.restart(params.kernel_id)));
    },
  };
}
