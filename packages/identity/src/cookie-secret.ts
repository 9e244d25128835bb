import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Log } from '@himalia/core';

const shortest = 32;

/**
 * The secret that signs cookies, from `jupyter_cookie_secret` (the file of jupyter_server), which is made when it is missing
 * and kept readable for its owner only. Logins outlive the server through it. Without a file, they end with the server.
 */
export function cookieSecret(file: string, log: Log): Buffer {
  try {
    return read(file, log) ?? create(file, log);
  } catch (error) {
    log.warn('The cookie secret cannot be kept: logins end when this server ends', {
      reason: (error as Error).message,
    });
    return randomBytes(shortest);
  }
}

function read(file: string, log: Log): Buffer | undefined {
  let secret: Buffer;
  try {
    secret = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (secret.length < shortest) throw new Error(`${file} is too short for a secret; remove it`);
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    chmodSync(file, 0o600);
    log.warn('Others could read the cookie secret; now only you can', { file });
  }
  return secret;
}

/** Two servers that start at once must agree: the first link wins. */
function create(file: string, log: Log): Buffer {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const secret = read(file, log);
  if (!secret) throw new Error(`${file} vanished`);
  return secret;
}
