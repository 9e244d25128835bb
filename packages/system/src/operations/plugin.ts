import { join } from 'node:path';
import { Http } from '@himalia/contracts/http';
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
  provides: LongOperations,
  contracts: [contract],
  activate({ http, paths }) {
    const running = new RunningOperations(join(paths.userData, 'himalia'), http.baseUrl);
    void running.clean();
    http.implement(contract, operationRoutes(running));
    return running;
  },
});
