import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:net';
import { readCertificate } from '@himalia/http';
import type { ServerInfo } from '../../running/runtime-file.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';
import type { Settings } from './settings.ts';

/** Whether the address can be opened, and who could ask there. */
export async function judgeAddress(settings: Settings, running: readonly ServerInfo[]): Promise<readonly Finding[]> {
  return [await judgePort(settings, running), ...judgeOpenness(settings), ...judgeCertificate(settings)];
}

async function judgePort(settings: Settings, running: readonly ServerInfo[]): Promise<Finding> {
  const [ip, port] = [settings.text('http', 'ip'), settings.number('http', 'port') ?? 0];
  const code = await openingFails(ip === '*' ? '' : ip, port);
  if (code === undefined) return ok('port', `Port ${port} of ${ip || 'all addresses'} is free.`);
  if (code === 'EACCES')
    return wrong('port', `Port ${port} may not be opened by this user.`, 'Choose one above 1023 with --port.');
  if (code !== 'EADDRINUSE')
    return wrong('port', `The address ${ip} cannot be opened (${code}).`, 'Choose one of this machine with --ip.');
  const own = running.find((server) => server.port === port);
  const who = own ? `your Jupyter server (process ${own.pid}, ${own.root_dir})` : 'another program';
  const message = `Port ${port} is taken by ${who}.`;
  const hint = own ? `"himalia stop ${port}" ends it.` : 'Choose another one with --port.';
  if (settings.number('http', 'portRetries') === 0) return wrong('port', message, hint);
  return warning('port', message, `The next free one will be used. ${hint}`);
}

/** The error code, or undefined. */
function openingFails(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}

function judgeOpenness(settings: Settings): readonly Finding[] {
  const ip = settings.text('http', 'ip');
  const local = ip === 'localhost' || ip === '::1' || ip.startsWith('127.');
  const open =
    settings.isSaid('identity', 'token') &&
    settings.text('identity', 'token') === '' &&
    settings.text('identity', 'hashedPassword') === '';
  if (open) {
    const message = `Nobody is asked for a token or a password${local ? '' : ', and other machines can reach the server'}.`;
    const hint = 'Remove the empty token, or set a password: himalia password.';
    return [local ? warning('login', message, hint) : wrong('login', message, hint)];
  }
  if (local || settings.text('http', 'certfile') !== '') return [];
  const hint = 'Serve HTTPS with --certfile and --keyfile, or stand behind a proxy that does.';
  return [warning('login', 'Other machines can reach the server, and tokens cross the network as plain text.', hint)];
}

const soon = 14 * 24 * 3600 * 1000;

function judgeCertificate(settings: Settings): readonly Finding[] {
  const certfile = settings.text('http', 'certfile');
  try {
    const certificate = readCertificate(certfile, settings.text('http', 'keyfile'));
    if (!certificate) return [];
    const left = Date.parse(new X509Certificate(certificate.cert).validTo) - Date.now();
    if (left < 0) return [wrong('certificate', `${certfile} has run out.`, 'Renew it.')];
    if (left < soon) return [warning('certificate', `${certfile} runs out within two weeks.`, 'Renew it.')];
    return [ok('certificate', `${certfile} and its key fit.`)];
  } catch (error) {
    const message = `The certificate cannot be used: ${(error as Error).message}.`;
    return [wrong('certificate', message, 'Both files must be readable PEM, and the key that of the certificate.')];
  }
}
