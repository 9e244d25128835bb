import { hash } from 'node:crypto';

const block = 64;
const digest = 32;

/**
 * HMAC-SHA256 (RFC 2104) of short texts, in base64url, by two one-shot hashes over prepared pads: every answer to a request by
 * token carries one, and `createHmac` takes twice as long.
 */
export class KeyedHash {
  readonly #inner: Buffer;
  readonly #outer = Buffer.alloc(block + digest);

  constructor(key: Buffer) {
    const short = key.length > block ? hash('sha256', key, 'buffer') : key;
    const padded = Buffer.concat([short], block);
    this.#inner = padded.map((byte) => byte ^ 0x36) as Buffer;
    this.#outer.set(padded.map((byte) => byte ^ 0x5c));
  }

  of(text: string): string {
    hash('sha256', Buffer.concat([this.#inner, Buffer.from(text)]), 'buffer').copy(this.#outer, block);
    return hash('sha256', this.#outer, 'base64url');
  }
}
