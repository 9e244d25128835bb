import type { ListenOptions, NetConnectOpts } from 'node:net';

/** Where a socket connects or listens, in the words of node:net. */
export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string };

/** Reads `tcp://HOST:PORT` or `ipc://PATH` (`ipc://@NAME`: abstract, Linux). Throws a `TypeError` on anything else. */
export function parseEndpoint(text: string): Endpoint {
  if (text.startsWith('ipc://') && text.length > 6) {
    const path = text.slice(6);
    return { path: path.startsWith('@') ? `\0${path.slice(1)}` : path };
  }
  const [, bracketed, plain, port] = /^tcp:\/\/(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new TypeError(`"${text}" is no endpoint: tcp://HOST:PORT or ipc://PATH.`);
  }
  return { host, port: Number(port) };
}

export function formatTcp(host: string, port: number): string {
  return host.includes(':') ? `tcp://[${host}]:${port}` : `tcp://${host}:${port}`;
}

/** An asterisk listens on every IPv4 address, as in libzmq. */
export function listenOptions(endpoint: Endpoint): ListenOptions {
  if ('path' in endpoint) return { path: endpoint.path };
  return { host: endpoint.host === '*' ? '0.0.0.0' : endpoint.host, port: endpoint.port };
}

export function connectOptions(endpoint: Endpoint): NetConnectOpts {
  return 'path' in endpoint ? { path: endpoint.path } : { ...endpoint, noDelay: true };
}
