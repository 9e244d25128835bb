/** Many clients of one kernel. */
import { RawClient } from './raw-client.ts';
import { type Server, startKernel, stopKernel } from './servers.ts';
import { flood, order } from './throughput.ts';

/** Messages delivered a second, to all of them together. */
export async function manyWatchers(server: Server, watchers: number, count: number, size: number): Promise<number> {
  const kernel = await startKernel(server, 'flood');
  const clients: RawClient[] = [];
  for (let index = 0; index < watchers; index++) clients.push(await RawClient.open(server, kernel, 'v1'));
  const [first] = clients as [RawClient];
  let perSecond = 0;
  for (let round = 0; round < 2; round++) {
    await first.execute(order({ count, size }));
    const before = clients.map(({ frames }) => frames);
    const start = performance.now();
    const all = clients.slice(1).map((client, index) => {
      const end = (before[index + 1] ?? 0) + count;
      return client.until(() => client.frames >= end, 120);
    });
    await Promise.all([flood(first, count), ...all]);
    perSecond = (count * watchers) / ((performance.now() - start) / 1000);
  }
  for (const client of clients) client.close();
  await stopKernel(server, kernel);
  return perSecond;
}
