import { randomUUID } from 'node:crypto';

const prefix = 'himalia-server-';
/** Who the server is in the messages that it makes itself. */
export const serverSession: string = prefix + randomUUID();

/** Also of a server that held a kernel before this one. */
export function isServerSession(session: string): boolean {
  return session.startsWith(prefix);
}
