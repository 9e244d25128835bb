import { isIP } from 'node:net';

export type Trust = {
  /** Accept any Host header. */
  readonly remoteAccess: boolean;
  readonly localHostnames: readonly string[];
  readonly allowOrigin: string;
  readonly allowOriginPattern: RegExp | undefined;
};

/** The name in a Host header, without port and brackets, in lower case. */
export function hostname(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replaceAll(/^\[|\]$/g, '');
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address === 'localhost' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** Unless it is said, other names than local ones are right where others can reach the server at all. */
export function trustOf(
  ip: string,
  options: Omit<Trust, 'remoteAccess'> & { readonly allowRemoteAccess: boolean | undefined },
): Trust {
  const { allowRemoteAccess, ...rest } = options;
  return { ...rest, remoteAccess: allowRemoteAccess ?? !isLoopback(ip) };
}

/** Refuses names that a foreign page may have pointed at this machine (DNS rebinding). */
export function hostAllowed(host: string | undefined, { remoteAccess, localHostnames }: Trust): boolean {
  if (remoteAccess) return true;
  if (host === undefined) return false;
  const name = hostname(host);
  return isLoopback(name) || localHostnames.includes(name);
}

/** A second Host is an error: a proxy in front may have believed that one (RFC 9112, section 3.2). */
export function severalHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts > 1;
}

function originListed(origin: string, { allowOrigin, allowOriginPattern }: Trust): boolean {
  return allowOrigin === '*' || origin === allowOrigin.toLowerCase() || (allowOriginPattern?.test(origin) ?? false);
}

/** Without an Origin header a request is not made by a page. Otherwise its host must be ours, or configured. */
export function originAllowed(origin: string | undefined, host: string | undefined, trust: Trust): boolean {
  if (origin === undefined) return true;
  const lower = origin.toLowerCase();
  return lower.replace(/^[a-z][a-z0-9+.-]*:\/\//, '') === host?.toLowerCase() || originListed(lower, trust);
}

/** WebSockets send no preflight: browsers that say where the request comes from are believed, in both directions. */
export function socketOriginAllowed(
  headers: { origin?: string | undefined; host?: string | undefined; 'sec-fetch-site'?: string | string[] | undefined },
  trust: Trust,
): boolean {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return true;
  if (site === undefined) return originAllowed(headers.origin, headers.host, trust);
  return headers.origin !== undefined && originListed(headers.origin.toLowerCase(), trust);
}

/** The CORS headers of an answer. */
export function corsHeaders(
  origin: string | undefined,
  byToken: boolean,
  trust: Trust,
  credentials: boolean,
): Record<string, string> {
  const allowed =
    trust.allowOrigin !== ''
      ? trust.allowOrigin
      : origin !== undefined && (byToken || (trust.allowOriginPattern?.test(origin.toLowerCase()) ?? false))
        ? origin
        : undefined;
  if (allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(allowed === '*' ? {} : { vary: 'Origin' }),
    ...(credentials ? { 'access-control-allow-credentials': 'true' } : {}),
  };
}
