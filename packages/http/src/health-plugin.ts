import { contract } from '@himalia/contracts/health';
import { Http } from '@himalia/contracts/http';
import { definePlugin, type Plugin } from '@himalia/core';

/** Tells supervisors that the server lives and takes work. */
export const health: Plugin = definePlugin({
  id: '@himalia/http:health',
  description: 'Tells supervisors that the server lives and takes work',
  requires: { http: Http },
  contracts: [contract],
  activate({ http, signal }) {
    http.implement(contract, {
      getHealthz: ({ reply }) => reply(200, { status: 'ok' }),
      getReadyz: ({ reply }) => (signal.aborted ? reply(503, { status: 'stopping' }) : reply(200, { status: 'ok' })),
    });
  },
});
