import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';

export type Argon2 = {
  readonly variant: 'argon2d' | 'argon2i' | 'argon2id';
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
  /** Bytes of the tag. */
  readonly length: number;
};
const run = promisify(argon2);

/** Argon2 version 1.3 (RFC 9106), off the main thread. */
export function argon2Tag(
  { variant, memory, passes, parallelism, salt, length }: Argon2,
  message: string,
): Promise<Buffer> {
  return run(variant, { message, nonce: salt, parallelism, tagLength: length, memory, passes });
}
