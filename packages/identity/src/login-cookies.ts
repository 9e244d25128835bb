import { timingSafeEqual } from 'node:crypto';
import type { RequestInfo, User } from '@himalia/contracts/http';
import { KeyedHash } from './keyed-hash.ts';

/** One login of one browser. */
export type Session = {
  readonly id: string;
  /** Milliseconds since 1970; a renewed cookie has a later one. */
  readonly issued: number;
  readonly user: User;
};
export type CookieOptions = {
  /** Below which paths browsers send it: the base URL. */
  readonly path: string;
  readonly name: string | undefined;
  readonly sameSite: 'Lax' | 'Strict' | 'None';
  readonly secure: boolean | undefined;
};
type Asking = Pick<RequestInfo, 'host' | 'secure' | 'headers'>;

/** Milliseconds that a login cookie is good for. */
export const cookieLifetime: number = 30 * 24 * 3600 * 1000;

/**
 * Login cookies: `<base64url JSON>.<base64url HMAC-SHA256>`. The name is signed as well, so a cookie of one server is none of
 * another with the same secret on another port.
 */
export class LoginCookies {
  readonly #signature: KeyedHash;
  readonly #options: CookieOptions;

  constructor(key: Buffer, options: CookieOptions) {
    this.#signature = new KeyedHash(key);
    this.#options = options;
  }

  /** The session of a request's cookie, if this server signed it within its lifetime. */
  read(request: Asking): Session | undefined {
    const name = this.#name(request);
    return valuesOf(request.headers.cookie, name)
      .map((value) => this.#verify(name, value))
      .find((session) => session !== undefined);
  }

  /** The `Set-Cookie` of a session. */
  write(request: Asking, session: Session): string {
    const name = this.#name(request);
    const content = Buffer.from(JSON.stringify(session)).toString('base64url');
    const expires = new Date(session.issued + cookieLifetime).toUTCString();
    return `${name}=${content}.${this.#sign(name, content)}; Expires=${expires}; ${this.#attributes(request, this.#options.path)}`;
  }

  has(request: Asking): boolean {
    return valuesOf(request.headers.cookie, this.#name(request)).length > 0;
  }

  /** Clears it, where this server sets it. */
  forget(request: Asking): string {
    return this.#cleared(request, this.#options.path);
  }

  /** Clears it, and one that an older server may have left at `/`. */
  clear(request: Asking): string[] {
    return [...new Set([this.#options.path, '/'])].map((path) => this.#cleared(request, path));
  }

  #cleared(request: Asking, path: string): string {
    return `${this.#name(request)}=; Expires=${new Date(0).toUTCString()}; ${this.#attributes(request, path)}`;
  }

  #name({ host }: Asking): string {
    return this.#options.name ?? `username-${host}`.replaceAll(/[^A-Za-z0-9]/g, '-');
  }

  #attributes(request: Asking, path: string): string {
    const { sameSite, secure = request.secure } = this.#options;
    return `Path=${path}; HttpOnly; SameSite=${sameSite}${secure || sameSite === 'None' ? '; Secure' : ''}`;
  }

  #sign(name: string, content: string): string {
    return this.#signature.of(`${name}=${content}`);
  }

  #verify(name: string, value: string): Session | undefined {
    const [content = '', signature = ''] = value.split('.');
    const expected = Buffer.from(this.#sign(name, content));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const session = JSON.parse(Buffer.from(content, 'base64url').toString()) as Session;
    return Date.now() < session.issued + cookieLifetime ? session : undefined;
  }
}

/** Browsers send one value for each path that has such a cookie. */
function valuesOf(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
