import { Contents } from '@himalia/contracts/contents';
import { PageConfig } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/nbclassic';
import { JupyterPaths } from '@himalia/contracts/system';
import { Terminals } from '@himalia/contracts/terminals';
import { definePlugin, type Plugin } from '@himalia/core';
import { ClassicPages } from './classic-pages.ts';
import { classicRoutes } from './routes.ts';

export const nbclassic: Plugin = definePlugin({
  id: '@himalia/frontends:nbclassic',
  description: 'The classic Notebook below /nbclassic, from an installed nbclassic',
  requires: { http: Http, paths: JupyterPaths, contents: Contents },
  optional: { terminals: Terminals, pageConfig: PageConfig },
  contracts: [contract],
  async activate({ http, paths, contents, terminals, pageConfig }) {
    const pages = new ClassicPages({ http, paths, contents, terminals });
    await pages.look();
    pageConfig?.contribute('@himalia/frontends:nbclassic', () => ({ nbclassic_enabled: pages.available }));
    http.implement(contract, classicRoutes(pages, http, paths));
  },
});
