import type { RequestInfo } from '@himalia/contracts/http';
import type { Log } from '@himalia/core';
import type { GuessLimit } from './guess-limit.ts';
import { hashPassword, shortestPassword } from './hash-password.ts';
import type { TokenIdentity } from './token-identity.ts';

export type LoginForm = { readonly password?: string; readonly new_password?: string };
export type LoginResult =
  | { readonly result: 'in'; readonly cookie: string }
  | { readonly result: 'wrong' }
  | { readonly result: 'weak'; readonly least: number }
  | { readonly result: 'later'; readonly seconds: number };

type LoginOptions = {
  readonly identity: TokenIdentity;
  readonly guesses: GuessLimit;
  readonly log: Log;
  /** Keeps a new password's hash for the next start; undefined: passwords cannot be set here. */
  readonly store: ((hash: string) => Promise<void>) | undefined;
};
/** Each check of a password takes a thread and 10 MB. */
const mostAtOnce = 4;

/** Judges what the login form brought. */
export class Login {
  readonly #options: LoginOptions;
  #running = 0;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  get canSetPassword(): boolean {
    return this.#options.store !== undefined && this.#options.identity.token !== undefined;
  }

  async attempt(form: LoginForm, request: RequestInfo): Promise<LoginResult> {
    const seconds = this.#options.guesses.wait(request.remoteAddress);
    if (seconds > 0) return { result: 'later', seconds };
    if (this.#running >= mostAtOnce) return { result: 'later', seconds: 1 };
    this.#running += 1;
    try {
      return await this.#judge(form, request);
    } finally {
      this.#running -= 1;
    }
  }

  async #judge(form: LoginForm, request: RequestInfo): Promise<LoginResult> {
    const { identity, guesses, log } = this.#options;
    const { password = '', new_password: next = '' } = form;
    const known = await identity.knows(password);
    if (known === undefined || (next !== '' && known !== 'token')) {
      guesses.wrong(request.remoteAddress, password);
      log.warn('A login failed', { address: request.remoteAddress });
      return { result: 'wrong' };
    }
    if (next !== '' && this.canSetPassword) {
      if (next.length < shortestPassword) return { result: 'weak', least: shortestPassword };
      await this.#setPassword(next);
    }
    log.info('Logged in', { by: known, address: request.remoteAddress });
    return { result: 'in', cookie: identity.begin(request) };
  }

  async #setPassword(password: string): Promise<void> {
    const { identity, store, log } = this.#options;
    const hash = await hashPassword(password);
    await store?.(hash);
    identity.setPassword(hash);
    log.info('A new password was set on the login page');
  }
}
