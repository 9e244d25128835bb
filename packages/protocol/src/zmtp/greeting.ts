import { ProtocolError } from '../protocol-error.ts';

/** ZMTP 3.1 (RFC 37), "Version Negotiation" and "Greeting". */
export const greetingLength = 64;
const versionAt = 10;

/** Our greeting: 3.1, mechanism NULL (which has neither client nor server). */
export const greeting: Buffer = Buffer.alloc(greetingLength);
greeting[0] = 0xff;
greeting[9] = 0x7f;
greeting[versionAt] = 3;
greeting[versionAt + 1] = 1;
greeting.write('NULL', versionAt + 2, 'latin1');

/**
 * Reads what has arrived of the peer's greeting: its minor version once it is complete, undefined before. Throws as soon
 * as it cannot become one, so that a peer of another protocol is not waited for.
 */
export function readGreeting(bytes: Buffer): { readonly minor: number } | undefined {
  if (bytes.length > 0 && bytes[0] !== 0xff) throw refused('the peer does not speak ZMTP');
  if (bytes.length > 9 && ((bytes[9] ?? 0) & 1) === 0) throw refused('the peer does not speak ZMTP');
  const major = bytes[versionAt];
  if (major !== undefined && major < 3) throw refused('the peer speaks ZMTP before 3.0 (libzmq before 4.0)');
  if (bytes.length < greetingLength) return undefined;
  const mechanism = bytes.toString('latin1', versionAt + 2, versionAt + 22).replace(/\0+$/, '');
  if (mechanism !== 'NULL') throw refused(`the peer asks for the mechanism ${JSON.stringify(mechanism)}, not NULL`);
  return { minor: bytes[versionAt + 1] ?? 0 };
}

function refused(why: string): ProtocolError {
  return new ProtocolError('handshake', `No ZMTP connection: ${why}.`);
}
