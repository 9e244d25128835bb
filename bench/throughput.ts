/** How fast outputs of one kernel reach one client, and what that costs. */
import { median } from './figure.ts';
import { cost, serverProcesses } from './processes.ts';
import { execution, type Protocol, RawClient } from './raw-client.ts';
import { type Server, startKernel, stopKernel } from './servers.ts';

export type Load = { readonly count: number; readonly size: number; readonly binary?: boolean };
export type Throughput = {
  readonly perSecond: number;
  /** Server CPU for one message, in microseconds. */
  readonly microseconds: number;
};

/** Besides its outputs an execution brings busy, idle and its reply. */
const besides = 3;

export function order({ count, size, binary }: Load): string {
  return `prepare ${count} ${size}${binary ? ' binary' : ''}`;
}

/** Medians over `samples` floods, after one that warms up. */
export async function throughput(server: Server, protocol: Protocol, load: Load, samples: number): Promise<Throughput> {
  const kernel = await startKernel(server, 'flood');
  const client = await RawClient.open(server, kernel, protocol);
  const [rates, costs]: [number[], number[]] = [[], []];
  const pids = serverProcesses(server.pid);
  for (let round = 0; round <= samples; round++) {
    const { count } = load;
    await client.execute(order(load)); // anew: jupyter_server drops a signature that it saw before
    const before = cost(pids).cpuSeconds;
    const seconds = await flood(client, count);
    if (round === 0) continue;
    rates.push(count / seconds);
    costs.push(((cost(pids).cpuSeconds - before) / count) * 1e6);
  }
  client.close();
  await stopKernel(server, kernel);
  return { perSecond: median(rates), microseconds: median(costs) };
}

/** Seconds from the order to the last message. */
export async function flood(client: RawClient, count: number): Promise<number> {
  const [from, start] = [client.frames, performance.now()];
  client.send('execute_request', execution('flood'));
  await client.until(() => client.frames - from >= count + besides, 120);
  return (performance.now() - start) / 1000;
}
