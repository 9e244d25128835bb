import { join } from 'node:path';
import { Http, type User } from '@himalia/contracts/http';
import { Identity } from '@himalia/contracts/identity';
import { contract, LongOperations } from '@himalia/contracts/operations';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { operationRoutes } from './routes.ts';
import { RunningOperations } from './running-operations.ts';

/** Long requests that are answered at once, to poll, watch and cancel. */
export const operations: Plugin = definePlugin({
  id: '@himalia/system:operations',
  description: 'Long requests to poll, watch and cancel',
  requires: { http: Http, paths: JupyterPaths },
  optional: { identity: Identity },
  provides: LongOperations,
  contracts: [contract],
  activate({ http, paths, identity }) {
    const running = new RunningOperations(join(paths.userData, 'himalia'), http.baseUrl);
    void running.clean();
    const allowedAll = (user: User, action: string): boolean =>
      identity?.allowed(user, action, 'all-operations') ?? true;
    http.implement(contract, operationRoutes(running, allowedAll));
    return running;
  },
});
