import { createHmac, randomUUID } from 'node:crypto';
import { type Authentication, type Guard, HttpError, type RequestInfo, type User } from '@himalia/contracts/http';
import type { Authorizer, Identity } from '@himalia/contracts/identity';
import { anonymousUser } from './anonymous-user.ts';
import type { Credentials } from './credentials.ts';
import type { EndedSessions } from './ended-sessions.ts';
import { givenToken } from './given-token.ts';
import type { GuessLimit } from './guess-limit.ts';
import { type CookieOptions, LoginCookies, type Session } from './login-cookies.ts';
import { PasswordHash } from './password-hash.ts';
import { sameAs } from './same-secret.ts';

type IdentityOptions = {
  readonly credentials: Credentials;
  readonly secret: Buffer;
  readonly cookies: CookieOptions;
  readonly ended: EndedSessions;
  readonly guesses: GuessLimit;
  readonly authorizer: Authorizer | undefined;
};
const day = 24 * 3600 * 1000;
/** A token this long cannot be guessed over a network, so wrong ones need no counting. */
const unguessable = 32;

/** One token, one password, or neither; whoever has one is somebody anonymous, and stays the same through a cookie. */
export class TokenIdentity implements Identity, Guard {
  readonly #options: IdentityOptions;
  readonly #isToken: (given: string) => boolean;
  #password: PasswordHash | undefined;
  #cookies: LoginCookies;

  constructor(options: IdentityOptions) {
    this.#options = options;
    const { token, password } = options.credentials;
    this.#isToken = token === undefined ? () => false : sameAs(token);
    this.#password = password;
    this.#cookies = this.#signing();
  }

  get token(): string | undefined {
    return this.#options.credentials.token;
  }
  get tokenGenerated(): boolean {
    return this.#options.credentials.generated;
  }
  get passwordSet(): boolean {
    return this.#password !== undefined;
  }
  /** False: anybody may use this server. */
  get enabled(): boolean {
    return this.token !== undefined || this.passwordSet;
  }
  get loginPath(): string | undefined {
    return this.enabled ? 'login' : undefined;
  }

  allowed(user: User, action: string, resource: string): boolean {
    return this.#options.authorizer?.allowed(user, action, resource) ?? true;
  }

  authenticate(request: RequestInfo): Promise<Authentication | undefined> {
    return new Promise((resolve) => resolve(this.#recognise(request)));
  }

  stale(request: RequestInfo): string[] {
    return this.#cookies.has(request) && this.#session(request) === undefined ? [this.#cookies.forget(request)] : [];
  }

  /** Ends the request's session everywhere; answers the cookies to set. */
  end(request: RequestInfo): string[] {
    const session = this.#cookies.read(request);
    if (session) this.#options.ended.add(session);
    return this.#cookies.clear(request);
  }

  /** Begins a session of somebody new; answers the cookie to set. */
  begin(request: RequestInfo): string {
    return this.#cookies.write(request, newSession(anonymousUser()));
  }

  /** The cookie that keeps a changed user. */
  keep(request: RequestInfo, user: User): string {
    const id = this.#cookies.read(request)?.id;
    return this.#cookies.write(request, { ...newSession(user), ...(id === undefined ? {} : { id }) });
  }

  async knows(secret: string): Promise<'token' | 'password' | undefined> {
    if (this.#isToken(secret)) return 'token';
    return (await this.#password?.verify(secret)) ? 'password' : undefined;
  }

  /** From now on this password opens the server too. Everybody who was logged in by a cookie is no longer. */
  setPassword(hash: string): void {
    this.#password = PasswordHash.parse(hash);
    this.#cookies = this.#signing();
  }

  #recognise(request: RequestInfo): Authentication | undefined {
    const session = this.#session(request);
    const cookies = session ? this.#renewed(request, session) : undefined;
    if (this.#tokenFits(request, session !== undefined)) return this.#user('token', request, session, cookies);
    if (!this.enabled) return this.#user('anonymous', request, session, cookies);
    return session && { user: session.user, via: 'cookie', ...cookies };
  }

  #user(
    via: 'token' | 'anonymous',
    request: RequestInfo,
    known: Session | undefined,
    cookies: { cookies: string[] } | undefined,
  ): Authentication {
    if (known) return { user: known.user, via, ...cookies };
    const session = newSession(anonymousUser());
    return { user: session.user, via, cookies: [this.#cookies.write(request, session)] };
  }

  #session(request: RequestInfo): Session | undefined {
    const session = this.#cookies.read(request);
    return session && !this.#options.ended.has(session) ? session : undefined;
  }

  /** A cookie in use does not run out. */
  #renewed(request: RequestInfo, session: Session): { cookies: string[] } | undefined {
    if (Date.now() < session.issued + day) return undefined;
    return { cookies: [this.#cookies.write(request, { ...session, issued: Date.now() })] };
  }

  #tokenFits(request: RequestInfo, loggedIn: boolean): boolean {
    const given = givenToken(request);
    if (given === undefined || this.token === undefined) return false;
    const { guesses } = this.#options;
    const counted = this.token.length < unguessable;
    const wait = counted ? guesses.wait(request.remoteAddress) : 0;
    if (wait > 0 && loggedIn) return false;
    if (wait > 0) throw new HttpError(429, `Too many wrong tokens from this address; try again in ${wait} s`);
    const fits = this.#isToken(given);
    if (!fits && counted) guesses.wrong(request.remoteAddress, given);
    return fits;
  }

  /** Cookies end with the password or the configured token they came from; a generated one differs at each start anyway. */
  #signing(): LoginCookies {
    const { credentials, secret, cookies } = this.#options;
    const token = credentials.generated ? '' : (credentials.token ?? '');
    const key = createHmac('sha256', secret)
      .update(JSON.stringify(['himalia-login-cookie', this.#password?.text ?? '', token]))
      .digest();
    return new LoginCookies(key, cookies);
  }
}

function newSession(user: User): Session {
  return { id: randomUUID(), issued: Date.now(), user };
}
