import { keyBytes, makeKeyPair } from './box.ts';
import { decodeZ85, encodeZ85 } from './z85.ts';

/** Keys in Z85 (40 characters). */
export type CurveServerKeys = { readonly publicKey: string; readonly secretKey: string };
/** A client's own keys are made for the connection where none are given: libzmq and kernels take any client that knows theirs. */
export type CurveClientKeys = { readonly serverKey: string } & (
  | CurveServerKeys
  | { readonly publicKey?: undefined; readonly secretKey?: undefined }
);

/** A new pair, as `zmq.curve_keypair()` makes one. */
export function makeCurveKeys(): CurveServerKeys {
  const { publicKey, secretKey } = makeKeyPair();
  return { publicKey: encodeZ85(publicKey), secretKey: encodeZ85(secretKey) };
}

/** Whether a text is a key. */
export function isCurveKey(text: unknown): text is string {
  return typeof text === 'string' && decodeZ85(text)?.length === keyBytes;
}

/** Throws a `TypeError` that names the key, never its value. */
export function readCurveKey(text: string, name: string): Buffer {
  const key = decodeZ85(text);
  if (key?.length !== keyBytes) throw new TypeError(`The CURVE ${name} is not 40 characters of Z85.`);
  return key;
}
