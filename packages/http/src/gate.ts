import { type Authentication, type Guard, HttpError, type RequestInfo } from '@himalia/contracts/http';
import { corsHeaders, hostAllowed, originAllowed, socketOriginAllowed, type Trust } from './host-and-origin.ts';
import type { Rule } from './rule.ts';
import { checkSameSite } from './same-site.ts';
import { xsrfProblem } from './xsrf.ts';

/** A browser without a login opened a page: send it to the login page. */
export class LoginNeeded extends Error {
  override readonly name = 'LoginNeeded';
  readonly location: string;
  constructor(location: string) {
    super('Login needed');
    this.location = location;
  }
}

export type Admission = {
  readonly authentication: Authentication | undefined;
  readonly headers: Readonly<Record<string, string>>;
};

export type GateOptions = {
  readonly trust: Trust;
  readonly credentials: boolean;
  readonly checkXsrf: boolean;
  readonly baseUrl: string;
};
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Decides on each request, in this order: Host, who asks, Origin, XSRF, login, permission. */
export class Gate {
  readonly #options: GateOptions;
  #guard: Guard | undefined;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  set guard(guard: Guard) {
    if (this.#guard) throw new Error('Http has a guard already: two plugins want to decide who may ask');
    this.#guard = guard;
  }
  get guarded(): boolean {
    return this.#guard !== undefined;
  }

  /** Cookies to set with the answer to a request of nobody. */
  stale(request: RequestInfo): readonly string[] {
    return this.#guard?.stale?.(request) ?? [];
  }

  async admit(request: RequestInfo, xsrfGiven: string | undefined, rule: Rule): Promise<Admission> {
    const { trust, credentials } = this.#options;
    if (!hostAllowed(request.headers.host, trust))
      throw new HttpError(
        403,
        `The Host header ${JSON.stringify(request.headers.host)} is not a name of this server; see allowRemoteAccess and localHostnames`,
      );
    const authentication = await this.#guard?.authenticate(request);
    const byToken = authentication?.via === 'token';
    if (rule.socket) this.#checkSocketOrigin(request);
    else if (!byToken) this.#checkOrigin(request, rule);
    if (!rule.xsrfInForm) this.checkXsrf(request, authentication, xsrfGiven, rule);
    this.#checkPermission(request, authentication, rule);
    if (rule.sameSite && !byToken) checkSameSite(request, xsrfGiven);
    return { authentication, headers: corsHeaders(request.headers.origin, byToken, trust, credentials) };
  }

  checkXsrf(
    request: RequestInfo,
    authentication: Authentication | undefined,
    given: string | undefined,
    rule: Rule,
  ): void {
    const exempt = rule.socket || !rule.checksXsrf || !this.#options.checkXsrf || safe.has(request.method);
    // Without a guard nobody has a login that another site could use.
    if (exempt || !this.#guard || authentication?.via === 'token') return;
    const problem = xsrfProblem(request.headers.cookie, given, request.method);
    if (problem) throw new HttpError(403, problem);
  }

  #checkOrigin({ method, headers }: RequestInfo, { page }: Rule): void {
    if (method === 'OPTIONS' || (page && safe.has(method))) return;
    if (!originAllowed(headers.origin, headers.host, this.#options.trust)) throw new HttpError(404, 'Not Found');
  }

  #checkSocketOrigin({ headers }: RequestInfo): void {
    if (!socketOriginAllowed(headers, this.#options.trust))
      throw new HttpError(403, 'Cross origin websockets not allowed');
  }

  #checkPermission(request: RequestInfo, authentication: Authentication | undefined, { permission, page }: Rule): void {
    if (permission === 'none') return;
    if (!authentication) throw this.#refusal(request, page);
    if (permission === 'login') return;
    if (!this.#guard?.allowed(authentication.user, permission.action, permission.resource))
      throw new HttpError(403, 'Forbidden');
  }

  #refusal(request: RequestInfo, page: boolean): Error {
    const login = this.#guard?.loginPath;
    if (!page || login === undefined || !safe.has(request.method)) return new HttpError(403, 'Forbidden');
    return new LoginNeeded(`${this.#options.baseUrl}${login}?next=${encodeURIComponent(request.url)}`);
  }
}
