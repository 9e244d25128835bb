/** How fast the bytes of a kernel's outputs come through a plain relay: the limit for any server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClientSocket,
  connect,
  createHeader,
  encodeParts,
  parseMessage,
  Signer,
  signedFrames,
} from '@himalia/protocol';
import { command, encodeProperties } from '../packages/protocol/src/frames/command.ts';
import { greeting } from '../packages/protocol/src/frames/greeting.ts';
import { median } from './figure.ts';
import { execution } from './raw-client.ts';
import { floodPipe, freePort } from './servers.ts';
import { type Load, order } from './throughput.ts';

const key = 'relay';
const buffer = Buffer.alloc(256 * 1024);

/** A subscriber that only counts bytes. */
class ByteCounter {
  readonly #socket: Socket;
  bytes = 0;
  #check: () => void = () => undefined;

  constructor(port: number) {
    const callback = (length: number): boolean => {
      this.bytes += length;
      this.#check();
      return true;
    };
    this.#socket = connectTcp({ port, host: '127.0.0.1', onread: { buffer, callback } });
    this.#socket.write(greeting);
    this.#socket.write(command('READY', encodeProperties({ 'Socket-Type': Buffer.from('SUB') })));
  }

  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#check = () => done() && resolve();
      this.#check();
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function startRelay(port: number, checks: boolean): Promise<{ port: number; stop(): void }> {
  const args = ['--conditions=source', join(import.meta.dirname, 'relay.ts'), String(port), ...(checks ? [key] : [])];
  const relay = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const [line] = (await once(relay.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { port: Number(line), stop: () => relay.kill() };
}

/** Messages a second for each load. `checks`: whether the relay checks signatures. */
export async function relayThroughput(
  folder: string,
  loads: readonly Load[],
  samples: number,
  checks = false,
): Promise<number[]> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await Promise.all(
    Array.from({ length: 5 }, () => freePort()),
  );
  const file = join(folder, 'relayed-kernel.json');
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
  writeFileSync(file, JSON.stringify({ ...ports, ip: '127.0.0.1', transport: 'tcp', key }));
  appendFileSync(floodPipe(folder), `0 ${file}\n`);
  const shell = connect('DEALER', `tcp://127.0.0.1:${shell_port}`);
  const ask = asker(shell);
  await ask('prepare 0 0');
  const relay = await startRelay(iopub_port as number, checks);
  const rates: number[] = [];
  for (const load of loads) rates.push(await measure(relay.port, ask, load, samples));
  relay.stop();
  await shell.close(0);
  return rates;
}

/** Executes; answers the bytes that are prepared then. */
type Ask = (code: string) => Promise<number>;

function asker(shell: ClientSocket): Ask {
  const signer = new Signer(key);
  return (code) => {
    const parts = encodeParts({ header: createHeader('execute_request', 'relay'), content: { ...execution(code) } });
    shell.send(signedFrames(signer, parts));
    return new Promise((resolve) => {
      const listening = shell.onMessages(([frames = []]) => {
        listening[Symbol.dispose]();
        resolve(Number(parseMessage(frames, signer).content().execution_count));
      });
    });
  };
}

async function measure(port: number, ask: Ask, load: Load, samples: number): Promise<number> {
  const client = new ByteCounter(port);
  await client.until(() => client.bytes >= greeting.length);
  const rates: number[] = [];
  for (let round = 0; round <= samples; round++) {
    const expected = await ask(order(load));
    await sleep(20); // its status messages
    const [from, start] = [client.bytes, performance.now()];
    const answered = ask('flood');
    await client.until(() => client.bytes - from >= expected);
    if (round > 0) rates.push(load.count / ((performance.now() - start) / 1000));
    await answered;
  }
  client.close();
  return median(rates);
}
