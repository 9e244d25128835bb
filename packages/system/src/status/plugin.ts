import { Contents } from '@himalia/contracts/contents';
import { Http } from '@himalia/contracts/http';
import { Kernels } from '@himalia/contracts/kernels';
import { contract } from '@himalia/contracts/system';
import { Terminals } from '@himalia/contracts/terminals';
import { definePlugin, type Plugin } from '@himalia/core';
import { CspReports } from './csp-reports.ts';
import { PathResolver } from './path-resolver.ts';
import { serveStatus } from './routes.ts';
import { ServerStatus } from './server-status.ts';

export const status: Plugin = definePlugin({
  id: '@himalia/system:status',
  description: 'Version, status, metrics and shutdown',
  requires: { http: Http },
  optional: { contents: Contents, kernels: Kernels, terminals: Terminals },
  contracts: [contract],
  activate({ http, contents, kernels, terminals, log, host }) {
    serveStatus(http, {
      status: new ServerStatus({ http, kernels, terminals }),
      resolver: new PathResolver({ contents, kernels }),
      reports: new CspReports(log),
      host,
    });
  },
});
