import { ProtocolError } from '../protocol-error.ts';
import { encodeCommand } from './frame.ts';

/** ZMTP 3.1 (RFC 37), "Commands": a short name and data that depends on it. */
export type Command = { readonly name: string; readonly data: Buffer };

export function readCommand(body: Buffer): Command {
  const length = body[0] ?? 0;
  if (length === 0 || 1 + length > body.length) {
    throw new ProtocolError('bad_frame', 'A ZMTP command without a name.');
  }
  return { name: body.toString('latin1', 1, 1 + length), data: body.subarray(1 + length) };
}

/** The frame of a command. */
export function command(name: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  return encodeCommand(Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'latin1'), data]));
}

/** The READY command's metadata; names are compared without case. */
export function encodeProperties(properties: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts: Uint8Array[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    parts.push(Buffer.from([name.length]), Buffer.from(name, 'latin1'), length, value);
  }
  return Buffer.concat(parts);
}

export function readProperties(data: Buffer): ReadonlyMap<string, Buffer> {
  const properties = new Map<string, Buffer>();
  let at = 0;
  while (at < data.length) {
    const nameEnd = at + 1 + (data[at] ?? 0);
    if (nameEnd === at + 1 || nameEnd + 4 > data.length) throw malformed();
    const end = nameEnd + 4 + data.readUInt32BE(nameEnd);
    if (end > data.length) throw malformed();
    properties.set(data.toString('latin1', at + 1, nameEnd).toLowerCase(), data.subarray(nameEnd + 4, end));
    at = end;
  }
  return properties;
}

function malformed(): ProtocolError {
  return new ProtocolError('handshake', 'The metadata of a READY command is malformed.');
}
