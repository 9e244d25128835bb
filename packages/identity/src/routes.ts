import type { Call, Http, RequestInfo, User } from '@himalia/contracts/http';
import { contract, type Operations } from '@himalia/contracts/identity';
import { grantedPermissions } from './granted-permissions.ts';
import type { Login, LoginResult } from './login.ts';
import { type LoginPage, loginPage, logoutPage } from './login-page.ts';
import { redirectTarget } from './redirect-target.ts';
import type { TokenIdentity } from './token-identity.ts';

const updatable: readonly string[] = ['name', 'display_name', 'initials', 'avatar_url', 'color'];

/** The user of an operation that nobody reaches without one. */
function known(user: User | undefined): User {
  if (!user) throw new Error('The contract lets this operation be reached without a user');
  return user;
}

type Refused = Exclude<LoginResult, { result: 'in' }>;
function refusal(refused: Refused): { status: 400 | 401 | 429; problem: string; headers: Record<string, string> } {
  if (refused.result === 'wrong') return { status: 401, problem: 'Invalid credentials', headers: {} };
  if (refused.result === 'weak')
    return { status: 400, problem: `The new password needs at least ${refused.least} characters`, headers: {} };
  const { seconds } = refused;
  return {
    status: 429,
    problem: `Too many wrong attempts. Try again in ${seconds} seconds.`,
    headers: { 'retry-after': String(seconds) },
  };
}

/** Login pages, logout and `/api/me`. */
export function serveIdentity(http: Http, identity: TokenIdentity, login: Login): void {
  const { baseUrl } = http;

  function form(request: RequestInfo, next: string, problem?: string) {
    const { token: xsrf, cookie } = http.xsrf(request);
    const options: LoginPage = {
      baseUrl,
      next,
      xsrf,
      accepts: { token: identity.token !== undefined, password: identity.passwordSet },
      canSetPassword: login.canSetPassword,
      ...(problem === undefined ? {} : { problem }),
    };
    const page = http.page('Log in', loginPage(options));
    return { html: page.html, headers: { ...page.headers, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) } };
  }

  async function postLogin({ query, body, request, reply }: Call<Operations['postLogin']>) {
    const next = redirectTarget(query.next, baseUrl);
    if (!identity.enabled) return reply(302, undefined, { location: next });
    const result = await login.attempt(body ?? {}, request);
    if (result.result === 'in')
      return reply(302, undefined, { location: next, 'set-cookie': result.cookie, 'cache-control': 'no-store' });
    const { status, problem, headers } = refusal(result);
    const page = form(request, next, problem);
    return reply(status, page.html, { ...page.headers, ...headers });
  }

  http.implement(contract, {
    async getLogin({ query, request, reply }) {
      const next = redirectTarget(query.next, baseUrl);
      if (await identity.authenticate(request))
        return reply(302, undefined, { location: next, 'cache-control': 'no-store' });
      const { html, headers } = form(request, next);
      return reply(200, html, headers);
    },
    postLogin,
    getLogout({ request, reply }) {
      const { html, headers } = http.page('Logged out', logoutPage(baseUrl, identity.loginPath));
      return reply(200, html, { ...headers, 'set-cookie': identity.end(request) });
    },
    getMe({ query, user, reply }) {
      const me = known(user);
      const granted = grantedPermissions(query.permissions, (action, resource) =>
        identity.allowed(me, action, resource),
      );
      return reply(200, { identity: me, permissions: { ...granted, updatable_fields: updatable } });
    },
    patchMe({ body, user, request, reply }) {
      const changed = { ...known(user), ...body };
      return reply(200, { status: 'success', identity: changed }, { 'set-cookie': identity.keep(request, changed) });
    },
  });
}
