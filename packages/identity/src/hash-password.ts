import { randomBytes } from 'node:crypto';
import { argon2Tag } from './argon2-tag.ts';

/** The parameters of jupyter_server, whose hashes can then be used in both servers. */
const parameters = { variant: 'argon2id', memory: 10_240, passes: 10, parallelism: 8 } as const;
const withoutPadding = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('base64')
    .replace(/={1,2}$/, '');

/** Characters that a new password needs. */
export const shortestPassword = 8;

/** A password's hash for the configuration: `argon2:$argon2id$v=19$m=10240,t=10,p=8$<salt>$<hash>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await argon2Tag({ ...parameters, salt, length: 32 }, password);
  const { variant, memory, passes, parallelism } = parameters;
  return `argon2:$${variant}$v=19$m=${memory},t=${passes},p=${parallelism}$${withoutPadding(salt)}$${withoutPadding(tag)}`;
}
