import type { Frame, PeerSocket } from '../peer/peer-socket.ts';

export type Message = {
  readonly channel: string;
  readonly header: { readonly msg_id: string; readonly msg_type: string };
  readonly parent_header: { readonly msg_id?: string };
  readonly content: Readonly<Record<string, unknown>>;
};

export const v1 = 'v1.kernel.websocket.jupyter.org';

type RequestOptions = { readonly id?: string; readonly metadata?: object };

/** Sends a request on shell, in the form of the connection, and answers its id. */
export function request(
  socket: PeerSocket,
  type: string,
  content: object,
  session: string,
  { id = crypto.randomUUID(), metadata = {} }: RequestOptions = {},
): string {
  const header = { msg_id: id, msg_type: type, session, username: '', version: '5.4', date: new Date().toISOString() };
  if (socket.protocol === v1) socket.send(encoded('shell', [header, {}, metadata, content]));
  else socket.send(JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata, content, buffers: [] }));
  return id;
}

/** Number of offsets, offsets, parts; all numbers are little-endian uint64. */
function encoded(channel: string, parts: readonly object[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const bytes = [encoder.encode(channel), ...parts.map((part) => encoder.encode(JSON.stringify(part)))];
  const start = 8 * (bytes.length + 2);
  const frame = new Uint8Array(start + bytes.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(frame.buffer);
  view.setBigUint64(0, BigInt(bytes.length + 1), true);
  let offset = start;
  for (const [index, part] of bytes.entries()) {
    view.setBigUint64(8 * (index + 1), BigInt(offset), true);
    frame.set(part, offset);
    offset += part.length;
  }
  view.setBigUint64(8 * (bytes.length + 1), BigInt(offset), true);
  return frame;
}

export function decoded(frame: Frame): Message {
  if (typeof frame === 'string') return JSON.parse(frame) as Message;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const count = Number(view.getBigUint64(0, true));
  const offsets = Array.from({ length: count }, (_, index) => Number(view.getBigUint64(8 * (index + 1), true)));
  const part = (index: number): string => new TextDecoder().decode(frame.subarray(offsets[index], offsets[index + 1]));
  const [header, parent, content] = [part(1), part(2), part(4)].map((text) => JSON.parse(text));
  return { channel: part(0), header, parent_header: parent, content };
}

/** The first message of a type that answers a request, or any of it without one. */
export function message(socket: PeerSocket, type: string, parent?: string): Promise<Message> {
  return socket.find(type, (frame) => {
    const found = decoded(frame);
    const fits = found.header.msg_type === type && (parent === undefined || found.parent_header.msg_id === parent);
    return fits ? found : undefined;
  });
}

/** The status that ends a request's work. */
export function idle(socket: PeerSocket, parent: string): Promise<Message> {
  return socket.find('status idle', (frame) => {
    const found = decoded(frame);
    const ends = found.header.msg_type === 'status' && found.content.execution_state === 'idle';
    return ends && found.parent_header.msg_id === parent ? found : undefined;
  });
}
