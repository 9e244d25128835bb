import { ProtocolError } from '../protocol-error.ts';

/** ZMTP 3.1 (RFC 37), "Version Negotiation" and "Greeting". */
export const greetingLength = 64;
const versionAt = 10;

/** libzmq writes 0 on both sides and reads it on none, so nor do we. */
const asServerAt = 32;

export type Mechanism = 'NULL' | 'CURVE';

/** Our greeting: 3.1. The mechanism NULL has neither client nor server. */
export function makeGreeting(mechanism: Mechanism, asServer = false, minor = 1): Buffer {
  const bytes = Buffer.alloc(greetingLength);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[versionAt] = 3;
  bytes[versionAt + 1] = minor;
  bytes.write(mechanism, versionAt + 2, 'latin1');
  bytes[asServerAt] = asServer ? 1 : 0;
  return bytes;
}

export const greeting: Buffer = makeGreeting('NULL');

/**
 * Reads what has arrived of the peer's greeting; undefined before it is complete. Throws as soon as it cannot become one of
 * this mechanism, so that a peer of another protocol is not waited for.
 */
export function readGreeting(bytes: Buffer, wanted: Mechanism = 'NULL'): { readonly minor: number } | undefined {
  if (bytes.length > 0 && bytes[0] !== 0xff) throw refused('the peer does not speak ZMTP');
  if (bytes.length > 9 && ((bytes[9] ?? 0) & 1) === 0) throw refused('the peer does not speak ZMTP');
  const major = bytes[versionAt];
  if (major !== undefined && major < 3) throw refused('the peer speaks ZMTP before 3.0 (libzmq before 4.0)');
  if (bytes.length < greetingLength) return undefined;
  const mechanism = bytes.toString('latin1', versionAt + 2, versionAt + 22).replace(/\0+$/, '');
  if (mechanism !== wanted) {
    throw refused(`the peer asks for the mechanism ${JSON.stringify(mechanism)}, not ${wanted}`);
  }
  return { minor: bytes[versionAt + 1] ?? 0 };
}

function refused(why: string): ProtocolError {
  return new ProtocolError('handshake', `No ZMTP connection: ${why}.`);
}
