/** Many kernels that flood at the same time, each with a client of its own. */
import { cost, serverProcesses } from './processes.ts';
import { RawClient } from './raw-client.ts';
import { type Server, startKernel, stopKernel } from './servers.ts';
import { flood, order } from './throughput.ts';

export type ManyKernels = { readonly perSecond: number; readonly kilobytesEach: number };

const startedAtOnce = 10;

/** Messages a second of all together, `total` messages divided among them. */
export async function manyKernels(server: Server, kernels: number, total: number, size: number): Promise<ManyKernels> {
  const before = cost(serverProcesses(server.pid)).residentKilobytes;
  const watched: { readonly kernel: string; readonly client: RawClient }[] = [];
  while (watched.length < kernels) {
    const wanted = Math.min(startedAtOnce, kernels - watched.length);
    const started = Array.from({ length: wanted }, async () => {
      const kernel = await startKernel(server, 'flood');
      return { kernel, client: await RawClient.open(server, kernel, 'v1') };
    });
    watched.push(...(await Promise.all(started)));
  }
  const kilobytesEach = (cost(serverProcesses(server.pid)).residentKilobytes - before) / kernels;
  const count = Math.round(total / kernels);
  let perSecond = 0;
  // The second round counts: the first warms up.
  for (let round = 0; round < 2; round++) {
    for (const { client } of watched) await client.execute(order({ count, size }));
    const start = performance.now();
    await Promise.all(watched.map(({ client }) => flood(client, count)));
    perSecond = (count * kernels) / ((performance.now() - start) / 1000);
  }
  for (const { client } of watched) client.close();
  for (let from = 0; from < kernels; from += startedAtOnce) {
    await Promise.all(watched.slice(from, from + startedAtOnce).map(({ kernel }) => stopKernel(server, kernel)));
  }
  return { perSecond, kilobytesEach };
}
