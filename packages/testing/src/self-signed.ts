import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Whether certificates can be made here: openssl does it. */
export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0;

/** Writes a certificate of `localhost` and 127.0.0.1 for two days, and its key; answers their paths. */
export function selfSigned(folder: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...kind, ...name, '-keyout', key, '-out', cert]);
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return { cert, key };
}
