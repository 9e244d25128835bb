/** WebSockets that only wait: how many live, what they cost, and how soon one message reaches those of one kernel. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cost, serverProcesses } from './processes.ts';
import { execution, RawClient } from './raw-client.ts';
import { type Server, startKernel, stopKernel } from './servers.ts';

export type IdleSockets = {
  readonly alive: number;
  /** Of server memory, for each that lives. */
  readonly kilobytesEach: number;
  /** Until one message has reached all of one kernel. */
  readonly fanOutMs: number;
  readonly reached: number;
};

const openedAtOnce = 25;
const settleMs = 2000;
const reachSeconds = 10;

export async function idleSockets(server: Server, kernels: number, each: number): Promise<IdleSockets> {
  const ids: string[] = [];
  for (let index = 0; index < kernels; index++) ids.push(await startKernel(server, 'flood'));
  // One for each kernel before the count: what a kernel costs is not what a socket costs.
  const first = await Promise.all(ids.map((id) => RawClient.open(server, id, 'v1')));
  await sleep(settleMs);
  const before = cost(serverProcesses(server.pid)).residentKilobytes;
  const clients = first.map((client) => [client]);
  for (const [index, id] of ids.entries()) clients[index]?.push(...(await openMany(server, id, each - 1)));
  await sleep(settleMs);
  const after = cost(serverProcesses(server.pid)).residentKilobytes;
  const alive = clients.flat().filter((client) => client.alive).length;
  // jupyter_server may have closed the one that asks.
  const fanOut = await reach(clients[0] ?? []).catch(() => ({ fanOutMs: Number.NaN, reached: 0 }));
  for (const client of clients.flat()) client.close();
  for (const id of ids) await stopKernel(server, id);
  return { alive, kilobytesEach: (after - before) / (alive - kernels), ...fanOut };
}

async function openMany(server: Server, kernel: string, count: number): Promise<RawClient[]> {
  const opened: RawClient[] = [];
  for (let from = 0; from < count; from += openedAtOnce) {
    const some = Array.from({ length: Math.min(openedAtOnce, count - from) }, () =>
      RawClient.open(server, kernel, 'v1'),
    );
    for (const one of await Promise.allSettled(some)) if (one.status === 'fulfilled') opened.push(one.value);
  }
  return opened;
}

/** How many get a message, and when the last of them has it. Those that get none in time count as not reached. */
async function reach(clients: readonly RawClient[]): Promise<{ fanOutMs: number; reached: number }> {
  const living = clients.filter((client) => client.alive);
  const [first] = living;
  if (!first) return { fanOutMs: Number.NaN, reached: 0 };
  await first.execute('prepare 1 20');
  await sleep(500);
  const start = performance.now();
  const arrivals = living.map(async (client) => {
    const end = client.frames + 2; // busy, the output
    await client.until(() => client.frames >= end, reachSeconds);
    return performance.now() - start;
  });
  first.send('execute_request', execution('flood'));
  const times = (await Promise.allSettled(arrivals)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return { fanOutMs: Math.max(...times), reached: times.length };
}
