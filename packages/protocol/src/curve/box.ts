import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';

export const keyBytes = 32;
/** What a box is longer than its plain text. */
export const tagBytes = 16;

/** DER around the 32 bytes of an X25519 key (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex');
/** "expand 32-byte k" */
const sigma = new Uint32Array(new Uint8Array(Buffer.from('expand 32-byte k')).buffer);

export type KeyPair = { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };

export function makeKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length),
    secretKey: privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(privatePrefix.length),
  };
}

/**
 * NaCl's `crypto_box` between two key pairs: X25519, HSalsa20, XSalsa20 and Poly1305. OpenSSL has only the first of them,
 * so the others are JavaScript.
 */
export class Box {
  readonly #key: Uint8Array;

  /** Throws when the public key is none. */
  constructor(secretKey: Uint8Array, publicKey: Uint8Array) {
    const shared = diffieHellman({ privateKey: secret(secretKey), publicKey: published(publicKey) });
    const key = new Uint32Array(8);
    hsalsa(sigma, new Uint32Array(new Uint8Array(shared).buffer), new Uint32Array(4), key);
    this.#key = new Uint8Array(key.buffer);
  }

  /** The nonce has 24 bytes. */
  seal(nonce: Uint8Array, plain: Uint8Array): Uint8Array {
    return xsalsa20poly1305(this.#key, nonce).encrypt(plain);
  }

  /** Undefined: not sealed with these keys and this nonce. */
  open(nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    try {
      return xsalsa20poly1305(this.#key, nonce).decrypt(sealed);
    } catch {
      return undefined;
    }
  }
}

function secret(key: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([privatePrefix, key]), format: 'der', type: 'pkcs8' });
}

function published(key: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicPrefix, key]), format: 'der', type: 'spki' });
}
