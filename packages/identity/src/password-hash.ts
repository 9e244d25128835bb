import { createHash, getHashes, timingSafeEqual } from 'node:crypto';
import { type Argon2, argon2Tag } from './argon2-tag.ts';

type Digest = { readonly algorithm: string; readonly salt: string; readonly tag: Buffer };
type Parsed = (Argon2 & { readonly tag: Buffer }) | Digest;

const argon2Form =
  /^argon2:\$(argon2(?:id|i|d))\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{16,})$/;
const digestForm = /^(\w+):([^:]*):([0-9a-fA-F]+)$/;
const bad =
  'hashedPassword is not understood: it must be `argon2:$argon2id$…`, or `<algorithm>:<salt>:<hex digest>`, as `jupyter server password` and the login page write it';

/** Python's names of what OpenSSL calls otherwise. */
const opensslNames: Readonly<Record<string, string>> = { blake2b: 'blake2b512', blake2s: 'blake2s256' };

/** A configured password, of which only the hash is known. */
export class PasswordHash {
  readonly text: string;
  readonly #parsed: Parsed;

  private constructor(text: string, parsed: Parsed) {
    this.text = text;
    this.#parsed = parsed;
  }

  /** Throws when the text has neither of the two forms; the message does not repeat it. */
  static parse(text: string): PasswordHash {
    return new PasswordHash(text, text.startsWith('argon2:') ? parseArgon2(text) : parseDigest(text));
  }

  /** Takes some 50 ms with Argon2, on another thread. An empty password never fits. */
  async verify(password: string): Promise<boolean> {
    const parsed = this.#parsed;
    if (password === '') return false;
    const tag =
      'algorithm' in parsed
        ? createHash(parsed.algorithm).update(password, 'utf8').update(parsed.salt, 'utf8').digest()
        : await argon2Tag(parsed, password);
    return tag.length === parsed.tag.length && timingSafeEqual(tag, parsed.tag);
  }
}

function parseArgon2(text: string): Parsed {
  const [, variant, memory, passes, parallelism, salt, tag] = argon2Form.exec(text) ?? [];
  if (variant === undefined || salt === undefined || tag === undefined) throw new Error(bad);
  const bytes = Buffer.from(tag, 'base64');
  return {
    variant: variant as Argon2['variant'],
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    length: bytes.length,
    tag: bytes,
  };
}

function parseDigest(text: string): Parsed {
  const [, name, salt, digest] = digestForm.exec(text) ?? [];
  if (name === undefined || salt === undefined || digest === undefined) throw new Error(bad);
  const algorithm = opensslNames[name] ?? name.replaceAll('_', '-');
  if (!getHashes().includes(algorithm)) throw new Error(`hashedPassword uses the unknown algorithm ${name}`);
  return { algorithm, salt, tag: Buffer.from(digest, 'hex') };
}
