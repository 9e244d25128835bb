import { join } from 'node:path';
import { Http } from '@himalia/contracts/http';
import { Authorizer, contract, Identity } from '@himalia/contracts/identity';
import { JupyterPaths } from '@himalia/contracts/system';
import { type ConfigSection, definePlugin, type Plugin } from '@himalia/core';
import { cookieSecret } from './cookie-secret.ts';
import { credentialsOf } from './credentials.ts';
import { EndedSessions } from './ended-sessions.ts';
import { GuessLimit } from './guess-limit.ts';
import { Login } from './login.ts';
import { serveIdentity } from './routes.ts';
import { storePassword } from './store-password.ts';
import { TokenIdentity } from './token-identity.ts';

const config = {
  key: 'identity',
  options: {
    token: {
      type: 'string',
      description:
        'The token that opens this server, at least 8 characters. Left out, one is generated (unless there is a password); empty and without a password, anybody may use the server.',
      flag: 'token',
      aliases: ['IdentityProvider.token', 'ServerApp.token', 'NotebookApp.token'],
      env: ['JUPYTER_TOKEN'],
      secret: true,
    },
    hashedPassword: {
      type: 'string',
      description:
        'The hash of the password: `argon2:…`, or `<algorithm>:<salt>:<hex digest>` as older servers wrote it. Empty, there is none. The login page writes it to jupyter_server_config.json.',
      flag: 'hashed-password',
      aliases: [
        'IdentityProvider.hashed_password',
        'PasswordIdentityProvider.hashed_password',
        'ServerApp.password',
        'NotebookApp.password',
      ],
      secret: true,
      default: '',
    },
    passwordRequired: {
      type: 'boolean',
      description: 'Refuse to start without a password.',
      aliases: ['PasswordIdentityProvider.password_required', 'ServerApp.password_required'],
      default: false,
    },
    allowPasswordChange: {
      type: 'boolean',
      description: 'Let the login page set a password for those who know the token.',
      aliases: ['PasswordIdentityProvider.allow_password_change', 'ServerApp.allow_password_change'],
      default: true,
    },
    cookieName: {
      type: 'string',
      description: 'Name of the login cookie; left out, it is made from the Host header.',
      aliases: ['IdentityProvider.cookie_name'],
      pattern: '^[\\w-]+$',
    },
    sameSite: {
      type: 'string',
      description: 'SameSite of the login cookie. None is for pages in frames of other sites, and needs HTTPS.',
      enum: ['Lax', 'Strict', 'None'],
      default: 'Lax',
    },
    secureCookie: {
      type: 'boolean',
      description: 'Send the login cookie over HTTPS only; left out, it is so when the login came over HTTPS.',
      aliases: ['IdentityProvider.secure_cookie', 'ServerApp.secure_cookie'],
    },
  },
} as const satisfies ConfigSection;

/** Opens the server to whoever has its token or its password. */
export const tokenIdentity: Plugin = definePlugin({
  id: '@himalia/identity:token',
  description: 'One token or password opens the server',
  requires: { http: Http, paths: JupyterPaths },
  optional: { authorizer: Authorizer },
  provides: Identity,
  contracts: [contract],
  config,
  activate({ http, paths, authorizer, config, log }) {
    const guesses = new GuessLimit({ guesses: 10, window: 5 * 60_000, addresses: 1000 });
    const identity = new TokenIdentity({
      credentials: credentialsOf(config),
      secret: cookieSecret(join(paths.runtime, 'jupyter_cookie_secret'), log),
      cookies: { path: http.baseUrl, name: config.cookieName, sameSite: config.sameSite, secure: config.secureCookie },
      ended: new EndedSessions({ file: join(paths.runtime, 'himalia_ended_sessions'), log }),
      guesses,
      authorizer,
    });
    if (!identity.enabled)
      log.warn('AUTHENTICATION IS OFF: anybody who can reach this server can run code as you (the token is empty)');
    const store = config.allowPasswordChange ? (hash: string) => storePassword(paths.userConfig, hash) : undefined;
    http.guard(identity);
    serveIdentity(http, identity, new Login({ identity, guesses, log, store }));
    return identity;
  },
});
