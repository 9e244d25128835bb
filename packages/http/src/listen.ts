import { randomInt } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '@himalia/core';

/** The port itself, the next five, then random ones nearby, as jupyter_server looks for one. */
function* candidates(port: number, retries: number): Generator<number> {
  yield port;
  if (port === 0) return;
  for (let offset = 1; offset <= retries; offset++)
    yield offset <= 5 ? port + offset : Math.max(1, Math.min(65535, port + randomInt(-2 * retries, 2 * retries + 1)));
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** What is wrong with this port, where another one may do. Throws where none would. */
function problemOf(error: unknown, port: number, host: string): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `The port ${port} is already in use`;
  if (code === 'EACCES' && port >= 1024) return `Permission to listen on port ${port} denied`;
  if (code === 'EACCES')
    throw new Error(`No permission to listen on port ${port}: set one from 1024 on with --port`, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    throw new Error(`The address ${host} (ip) is not one of this machine`, { cause: error });
  throw error;
}

/** Opens the first free port; says which one was taken. */
export async function openPort(server: Server, host: string, port: number, retries: number, log: Log): Promise<number> {
  let problem = '';
  for (const candidate of candidates(port, retries)) {
    if (problem !== '') log.info(`${problem}, trying another port.`);
    try {
      await bind(server, candidate, host);
      return (server.address() as AddressInfo).port;
    } catch (error) {
      problem = problemOf(error, candidate, host);
    }
  }
  throw new Error(`${problem}: set another with --port, or more tries with --port-retries`);
}
