import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/plugins';
import { definePlugin, type Plugin } from '@himalia/core';
import { pluginRoutes } from './routes.ts';

/** Shows the plugins of the running server, and lets them go and come back. */
export const plugins: Plugin = definePlugin({
  id: '@himalia/system:plugins',
  description: 'Lists, activates and deactivates plugins of the running server',
  requires: { http: Http },
  contracts: [contract],
  activate({ http, host }) {
    http.implement(contract, pluginRoutes(host.plugins));
  },
});
