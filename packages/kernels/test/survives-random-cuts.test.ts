import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KernelClient, type Received, type TestServer } from '@himalia/testing';
import fc from 'fast-check';
import { bootKernels, eventually, kernel, python, startKernel } from './support/kernel-server.ts';
import { SilentProxy } from './support/silent-proxy.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels();
});
after(() => server.stop());

const lines = 40;
const all = Array.from({ length: lines }, (_, line) => `line ${line}`);

/** How a connection ends: what the client does, or what happens to it. */
const ways = [
  'close',
  'terminate',
  'cut',
  'silence, then cut',
  'stop reading, then cut',
  'stop reading, then close',
] as const;
type Way = (typeof ways)[number];
/** After so many new messages; whether the client comes back as the same session. */
type End = { readonly way: Way; readonly after: number; readonly same: boolean };
const ends: fc.Arbitrary<readonly End[]> = fc.array(
  fc.record({ way: fc.constantFrom(...ways), after: fc.nat(8), same: fc.boolean() }),
  { minLength: 1, maxLength: 6 },
);

/** Ends a connection; answers what the client got by then. What arrives after it called `close` is nobody's. */
async function end(client: KernelClient, proxy: SilentProxy, way: Way): Promise<readonly Received[]> {
  if (way === 'silence, then cut') proxy.silence();
  if (way.startsWith('stop reading')) client.socket.pause();
  if (way.includes(', then')) await sleep(30);
  const got = [...client.received];
  client.socket.resume();
  if (way.endsWith('close')) client.socket.close();
  else {
    if (way === 'terminate') client.socket.terminate();
    proxy.cut();
  }
  return way.endsWith('cut') ? client.received : got;
}

const pause = 4;
const code = {
  synthetic: all.map((line) => `print ${line}\nsleep ${pause}`).join('\n'),
  python3: `import time\nfor i in range(${lines}):\n  print("line", i, flush=True); time.sleep(${pause / 1000})`,
};

for (const protocol of ['v1', 'json'] as const) {
  for (const name of ['synthetic', 'python3'] as const) {
    const skip = name === 'python3' && !python ? 'HIMALIA_PYTHON names no interpreter with ipykernel' : false;
    test(`random cuts (${name}, ${protocol}): each line once and in order, by the ids of messages (SPEC 15, 18)`, {
      skip,
    }, async () => {
      const { id } = await startKernel(server, name);
      await fc.assert(
        fc.asyncProperty(ends, async (plan) => {
          const messages = await runCell(id, code[name], protocol, plan);
          const unique = [...new Map(messages.map((message) => [message.id, message])).values()];
          const text = unique
            .flatMap(({ type, content }) => (type === 'stream' ? [String(content.text)] : []))
            .join('');
          assert.deepEqual(text.trimEnd().split('\n'), all);
          assert.equal(unique.filter(({ type }) => type === 'execute_reply').length, 1);
        }),
        { numRuns: 10, endOnFailure: true },
      );
      await server.ask(`api/kernels/${id}`, { method: 'DELETE' });
    });
  }
}

/** All messages of a cell that its clients got over connections that end as planned, and over a last one. */
async function runCell(id: string, cell: string, protocol: 'v1' | 'json', plan: readonly End[]): Promise<Received[]> {
  const messages: Received[] = [];
  let asked: string | undefined;
  let session: string | undefined;
  const mine = ({ parentId }: Received) => parentId === asked;
  for (const planned of [...plan, undefined]) {
    await using proxy = await SilentProxy.before(server);
    const client = await KernelClient.connect(proxy, id, { protocol, ...(session === undefined ? {} : { session }) });
    asked ??= client.execute(cell);
    const known = new Set(messages.map((message) => message.id));
    const fresh = () => client.received.filter((one) => mine(one) && !known.has(one.id));
    const isOver = () => {
      const all = [...messages, ...fresh()];
      return (
        all.some(({ type }) => type === 'execute_reply') && all.some((one) => one.content.execution_state === 'idle')
      );
    };
    // Not before the kernel has the request.
    const isEnough = () =>
      planned !== undefined && messages.length + fresh().length > 0 && fresh().length >= planned.after;
    await eventually('messages', () => isOver() || isEnough());
    const got = planned ? await end(client, proxy, planned.way) : client.received;
    messages.push(...got.filter(mine));
    if (!planned) await client.close();
    await eventually('that it has left', async () => (await kernel(server, id))?.connections === 0);
    session = planned?.same ? client.session : undefined;
  }
  return messages;
}
