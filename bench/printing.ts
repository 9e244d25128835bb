/** A real kernel that prints in a loop. */
import { cost, serverProcesses } from './processes.ts';
import { RawClient } from './raw-client.ts';
import { type Server, startKernel, stopKernel } from './servers.ts';

export type Printing = {
  readonly seconds: number;
  /** Of one core, while it prints. */
  readonly serverShare: number;
};

export async function printing(server: Server, lines: number): Promise<Printing> {
  const kernel = await startKernel(server, 'python3');
  const client = await RawClient.open(server, kernel, 'v1');
  await client.execute('1');
  const pids = serverProcesses(server.pid);
  const [before, start] = [cost(pids).cpuSeconds, performance.now()];
  await client.execute(`for i in range(${lines}): print(i)`, 120);
  const seconds = (performance.now() - start) / 1000;
  const serverShare = (cost(pids).cpuSeconds - before) / seconds;
  client.close();
  await stopKernel(server, kernel);
  return { seconds, serverShare };
}
