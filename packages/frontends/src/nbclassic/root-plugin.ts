import { Contents } from '@himalia/contracts/contents';
import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/nbclassic-root';
import { JupyterPaths } from '@himalia/contracts/system';
import { Terminals } from '@himalia/contracts/terminals';
import { definePlugin, type Plugin } from '@himalia/core';
import { ClassicPages } from './classic-pages.ts';
import { rootRoutes } from './routes.ts';

export const nbclassicRoot: Plugin = definePlugin({
  id: '@himalia/frontends:nbclassic-root',
  description: 'The classic Notebook at the addresses of Notebook 7, where that is not served',
  requires: { http: Http, paths: JupyterPaths, contents: Contents },
  optional: { terminals: Terminals },
  contracts: [contract],
  activate(services) {
    const { http } = services;
    http.implement(contract, rootRoutes(new ClassicPages({ ...services, terminals: services.terminals }), http));
  },
});
