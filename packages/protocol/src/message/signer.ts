import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto';

const block = 64;
const digest = 32;
/** Up to here a message is copied together and hashed in one call; most are shorter than the other. */
const oneShotBytes = 65_536;
const usualBytes = 1024;

/**
 * Signs and verifies messages (jupyter_client, "The wire protocol"): hex HMAC-SHA256 of header, parent header, metadata
 * and content, without buffers. An empty key signs nothing and accepts everything.
 *
 * Small messages are signed by two one-shot hashes over prepared pads: measured on 300 bytes of content 1.0 µs where
 * `createHmac` takes 1.9 µs, because no stateful native object is made. From 20 kB on there is no difference.
 */
export class Signer {
  readonly #key: Buffer;
  #inner: Buffer = Buffer.alloc(block + usualBytes);
  readonly #outer = Buffer.alloc(block + digest);
  readonly #expected = Buffer.alloc(2 * digest);

  constructor(key: string | Uint8Array) {
    this.#key = Buffer.from(key);
    const short = this.#key.length > block ? createHash('sha256').update(this.#key).digest() : this.#key;
    for (let index = 0; index < block; index++) {
      const byte = short[index] ?? 0;
      this.#inner[index] = byte ^ 0x36;
      this.#outer[index] = byte ^ 0x5c;
    }
  }

  /** False: there is no key. */
  get signs(): boolean {
    return this.#key.length > 0;
  }

  /** The signature of the first four parts, empty without a key. */
  sign(parts: readonly Uint8Array[]): string {
    if (!this.signs) return '';
    let at = block;
    for (let index = 0; index < 4; index++) {
      const part = parts[index];
      if (part === undefined) continue;
      const end = at + part.length;
      if (end > this.#inner.length && !this.#grow(end)) return this.#signLarge(parts);
      this.#inner.set(part, at);
      at = end;
    }
    this.#outer.write(hash('sha256', this.#inner.subarray(0, at), 'latin1'), block, 'latin1');
    return hash('sha256', this.#outer, 'hex');
  }

  /** Compares in constant time. */
  verify(signature: Uint8Array, parts: readonly Uint8Array[]): boolean {
    if (!this.signs) return true;
    if (signature.length !== this.#expected.length) return false;
    this.#expected.write(this.sign(parts), 'latin1');
    return timingSafeEqual(signature, this.#expected);
  }

  #grow(bytes: number): boolean {
    if (bytes > block + oneShotBytes) return false;
    const before = this.#inner;
    this.#inner = Buffer.alloc(Math.min(block + oneShotBytes, 2 * bytes));
    this.#inner.set(before);
    return true;
  }

  #signLarge(parts: readonly Uint8Array[]): string {
    const hmac = createHmac('sha256', this.#key);
    for (const part of parts.slice(0, 4)) hmac.update(part);
    return hmac.digest('hex');
  }
}
