/** Many kernels, each with a client of its own. */
import { cost, serverProcesses } from './processes.ts';
import { RawClient } from './raw-client.ts';
import { type Server, startKernel, stopKernel } from './servers.ts';
import { flood, order } from './throughput.ts';

type Watched = { readonly kernel: string; readonly client: RawClient };

const startedAtOnce = 10;

async function open(server: Server, kernels: number): Promise<Watched[]> {
  const watched: Watched[] = [];
  while (watched.length < kernels) {
    const started = Array.from({ length: Math.min(startedAtOnce, kernels - watched.length) }, async () => {
      const kernel = await startKernel(server, 'flood');
      return { kernel, client: await RawClient.open(server, kernel, 'v1') };
    });
    watched.push(...(await Promise.all(started)));
  }
  return watched;
}

async function close(server: Server, watched: readonly Watched[]): Promise<void> {
  for (const { client } of watched) client.close();
  for (let from = 0; from < watched.length; from += startedAtOnce) {
    const some = watched.slice(from, from + startedAtOnce);
    await Promise.all(some.map(({ kernel }) => stopKernel(server, kernel)));
  }
}

/** Kilobytes that a server grows by for each kernel that says nothing and its client. To be asked before anything else. */
export async function kernelMemory(server: Server, kernels: number): Promise<number> {
  // What the first kernel loads is not counted.
  await close(server, await open(server, startedAtOnce));
  const before = cost(serverProcesses(server.pid)).residentKilobytes;
  const watched = await open(server, kernels);
  const grown = cost(serverProcesses(server.pid)).residentKilobytes - before;
  await close(server, watched);
  return grown / kernels;
}

/** Messages a second of all together, which flood at the same time; `total` messages divided among them. */
export async function manyKernels(server: Server, kernels: number, total: number, size: number): Promise<number> {
  const watched = await open(server, kernels);
  const count = Math.round(total / kernels);
  let perSecond = 0;
  // The second round counts: the first warms up.
  for (let round = 0; round < 2; round++) {
    for (const { client } of watched) await client.execute(order({ count, size }));
    const start = performance.now();
    await Promise.all(watched.map(({ client }) => flood(client, count)));
    perSecond = (count * kernels) / ((performance.now() - start) / 1000);
  }
  await close(server, watched);
  return perSecond;
}
