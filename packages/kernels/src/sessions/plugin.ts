import { Contents } from '@himalia/contracts/contents';
import { Database } from '@himalia/contracts/database';
import { Http } from '@himalia/contracts/http';
import { Kernels } from '@himalia/contracts/kernels';
import { contract, Sessions } from '@himalia/contracts/sessions';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { DatabaseSessionRecords } from '../records/database-session-records.ts';
import { placeOf } from '../records/place-of.ts';
import { LocalSessions } from './local-sessions.ts';
import { sessionRoutes } from './routes.ts';

export const sessionsPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:sessions',
  description: 'Keeps which document works with which kernel',
  requires: { http: Http, kernels: Kernels },
  optional: { contents: Contents, database: Database, paths: JupyterPaths },
  provides: Sessions,
  contracts: [contract],
  async activate({ http, kernels, contents, database, paths, log }) {
    const records = database && paths && new DatabaseSessionRecords(database, placeOf(paths.runtime, contents));
    const sessions = new LocalSessions({ kernels, contents, records, log });
    await sessions.restore();
    http.implement(contract, sessionRoutes(sessions, http.baseUrl));
    return sessions;
  },
});
