/** How long a kernel_info_request takes from the client to the kernel and back. */
import { percentile } from './figure.ts';
import { execution, RawClient } from './raw-client.ts';
import { type Server, startKernel, stopKernel } from './servers.ts';

export type RoundTrip = { readonly p50: number; readonly p99: number; readonly count: number };

const mostMs = 15_000;

/** Milliseconds, `count` times as long as `going`. */
async function sample(client: RawClient, count: number, going: () => boolean = () => true): Promise<RoundTrip> {
  const times: number[] = [];
  const end = performance.now() + mostMs;
  while (times.length < count && performance.now() < end && going()) {
    const start = performance.now();
    await client.ask('kernel_info_request', {}, 'kernel_info_reply');
    times.push(performance.now() - start);
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), count: times.length };
}

export async function idleRoundTrip(server: Server, kernelName: string, count: number): Promise<RoundTrip> {
  const kernel = await startKernel(server, kernelName);
  const client = await RawClient.open(server, kernel, 'v1');
  await sample(client, 20);
  const measured = await sample(client, count);
  client.close();
  await stopKernel(server, kernel);
  return measured;
}

/**
 * While another kernel floods another client with `messages` outputs of 20 B. `kernelName`: the one that is asked, which must be a
 * process of its own (all flooding ones are one).
 */
export async function loadedRoundTrip(
  server: Server,
  kernelName: string,
  messages: number,
  count: number,
): Promise<RoundTrip> {
  const [quiet, loud] = [await startKernel(server, kernelName), await startKernel(server, 'flood')];
  const client = await RawClient.open(server, quiet, 'v1');
  const flooded = await RawClient.open(server, loud, 'v1');
  await sample(client, 5);
  await flooded.execute(`prepare ${messages} 20`);
  const end = flooded.frames + messages;
  flooded.send('execute_request', execution('flood'));
  const measured = await sample(client, count, () => flooded.frames < end);
  await flooded.until(() => flooded.frames >= end, 120);
  client.close();
  flooded.close();
  for (const kernel of [quiet, loud]) await stopKernel(server, kernel);
  return measured;
}
