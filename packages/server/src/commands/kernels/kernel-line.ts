import { randomUUID } from 'node:crypto';
import type { HeldKernels, HeldModel } from '@himalia/kernels/held';
import { createHeader, encodeParts, type JsonObject, WireMessage } from '@himalia/protocol/message';
import { decodeV1, encodeV1, v1Protocol } from '@himalia/protocol/websocket';
import { ExitError } from '../../exit-error.ts';
import type { ServerInfo } from '../../running/runtime-file.ts';
import { askServer } from './server-api.ts';

type Parts = readonly Buffer[];

/** A way to a kernel. */
export interface KernelLine extends AsyncDisposable {
  send(channel: string, parts: Parts): void;
  interrupt(): Promise<void>;
  /** Settles when nothing comes any more. */
  readonly closed: Promise<void>;
}

const session = randomUUID();
/** How often it is looked whether a kernel is still there, in milliseconds. */
const lookMs = 2000;

/** A message of this terminal; answers its parts and id. */
export function newMessage(type: string, content: JsonObject, parent?: JsonObject): { parts: Parts; id: string } {
  const header = createHeader(type, session);
  const parentHeader = parent ? Buffer.from(JSON.stringify(parent)) : undefined;
  return { parts: encodeParts({ header, content, parent: parentHeader }) as Parts, id: header.msg_id };
}

/** By way of the server that has the kernel. */
export async function lineToServer(
  server: ServerInfo,
  id: string,
  heard: (message: WireMessage) => void,
): Promise<KernelLine> {
  const path = `api/kernels/${encodeURIComponent(id)}`;
  const url = new URL(`${path}/channels`, server.url.replace(/^http/, 'ws'));
  url.search = new URLSearchParams({ session_id: session, skip: 'true', token: server.token }).toString();
  const socket = new WebSocket(url, [v1Protocol]);
  socket.binaryType = 'arraybuffer';
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  const opened = new Promise<boolean>((resolve) => socket.addEventListener('open', () => resolve(true)));
  if (!(await Promise.race([opened, closed.then(() => false)]))) {
    throw new ExitError(1, `The server at ${server.url} does not let us to the kernel.`);
  }
  socket.addEventListener('message', ({ data }) => heard(messageOf(decodeV1(Buffer.from(data as ArrayBuffer)).parts)));
  // A WebSocket outlives its kernel.
  const watching = setInterval(() => {
    askServer(server, path).catch(() => socket.close());
  }, lookMs).unref();
  void closed.then(() => clearInterval(watching));
  return {
    closed,
    send: (channel, parts) => socket.send(new Uint8Array(encodeV1(channel, parts))),
    interrupt: () => askServer(server, `${path}/interrupt`, 'POST'),
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await closed;
    },
  };
}

/** Directly, where no server has the kernel. */
export async function lineToHeld(
  held: HeldKernels,
  model: HeldModel,
  heard: (message: WireMessage) => void,
): Promise<KernelLine> {
  const feed = await held.open(model);
  const listening = held.listen(feed, (parts) => heard(messageOf(parts)));
  const ended = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    const now = (await held.list()).find(({ id }) => id === model.id);
    if (!now || now.exit) ended.resolve();
  };
  const watching = setInterval(() => void look().catch(() => ended.resolve()), lookMs).unref();
  return {
    closed: ended.promise,
    send: (channel, parts) => {
      if (channel === 'shell' || channel === 'stdin') feed.send(channel, parts);
    },
    interrupt: () => held.interrupt(model),
    [Symbol.asyncDispose]: async () => {
      clearInterval(watching);
      listening[Symbol.dispose]();
      await feed.release();
    },
  };
}

function messageOf(parts: Parts): WireMessage {
  return new WireMessage(parts);
}
