import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

export type Certificate = { readonly cert: Buffer; readonly key: Buffer };

/**
 * The PEM files of a certificate (with its chain) and its key, which may be in one. Undefined when none is named; throws a
 * sentence when they cannot be read or do not belong together.
 */
export function readCertificate(certfile: string, keyfile: string): Certificate | undefined {
  if (certfile === '' && keyfile === '') return undefined;
  if (certfile === '') throw new Error(`keyfile is ${keyfile}, but there is no certfile`);
  const keyPath = keyfile || certfile;
  const [cert, key] = [read('certfile', certfile), read('keyfile', keyPath)];
  const certificate = parsed(() => new X509Certificate(cert), `certfile ${certfile} holds no certificate in PEM form`);
  const hint = keyfile === '' ? '; keyfile may name another file' : '';
  const privateKey: KeyObject = parsed(
    () => createPrivateKey(key),
    `keyfile ${keyPath} holds no key in PEM form, or one with a passphrase${hint}`,
  );
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(`keyfile ${keyPath} is not the key of the certificate in ${certfile}`);
  return { cert, key };
}

function read(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const known: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EACCES: 'no permission' };
    throw new Error(`${option} ${path} cannot be read: ${known[code ?? ''] ?? message}`, { cause });
  }
}

function parsed<T>(parse: () => T, problem: string): T {
  try {
    return parse();
  } catch {
    throw new Error(problem); // OpenSSL's words say less
  }
}
