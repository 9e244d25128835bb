import { Contents } from '@himalia/contracts/contents';
import { Http } from '@himalia/contracts/http';
import { Kernels } from '@himalia/contracts/kernels';
import { contract, Sessions } from '@himalia/contracts/sessions';
import { definePlugin, type Plugin } from '@himalia/core';
import { LocalSessions } from './local-sessions.ts';
import { sessionRoutes } from './routes.ts';

export const sessionsPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:sessions',
  description: 'Keeps which document works with which kernel',
  requires: { http: Http, kernels: Kernels },
  optional: { contents: Contents },
  provides: Sessions,
  contracts: [contract],
  activate({ http, kernels, contents }) {
    const sessions = new LocalSessions(kernels, contents);
    http.implement(contract, sessionRoutes(sessions, http.baseUrl));
    return sessions;
  },
});
