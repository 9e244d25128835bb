import { Contents, ContentsKeepers, contract } from '@himalia/contracts/contents';
import { Http } from '@himalia/contracts/http';
import { LongOperations } from '@himalia/contracts/operations';
import { Tracer } from '@himalia/contracts/traces';
import { definePlugin, type Plugin } from '@himalia/core';
import { checkpointRoutes } from './checkpoint-routes.ts';
import { contentsRoutes } from './contents-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { Keepers } from './keepers.ts';

/** Serves whatever contents there are over HTTP. */
export const contentsOverHttp: Plugin = definePlugin({
  id: '@himalia/contents:http',
  description: 'Serves contents to clients, wherever they are kept',
  requires: { http: Http, contents: Contents },
  optional: { operations: LongOperations, tracer: Tracer },
  provides: ContentsKeepers,
  contracts: [contract],
  activate({ http, contents, operations, tracer }) {
    const keepers = new Keepers();
    http.implement(contract, {
      ...contentsRoutes({ contents, keepers, baseUrl: http.baseUrl, operations, tracer }),
      ...checkpointRoutes(contents, http.baseUrl),
      ...fileRoutes({ contents, keepers, http }),
    });
    return keepers;
  },
});
