import { Contents } from '@himalia/contracts/contents';
import { LabAssets, PageConfig } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/notebook-app';
import { JupyterPaths } from '@himalia/contracts/system';
import { Terminals } from '@himalia/contracts/terminals';
import { definePlugin, type Plugin } from '@himalia/core';
import { NotebookPages } from './notebook-pages.ts';
import { notebookRoutes } from './routes.ts';

export const notebook: Plugin = definePlugin({
  id: '@himalia/frontends:notebook',
  description: 'Jupyter Notebook 7',
  requires: { http: Http, pageConfig: PageConfig, assets: LabAssets, paths: JupyterPaths },
  optional: { contents: Contents, terminals: Terminals },
  contracts: [contract],
  activate({ http, pageConfig, assets, paths, contents, terminals }) {
    const pages = new NotebookPages({ http, pageConfig, assets, contents, terminals });
    http.implement(contract, notebookRoutes(pages, paths.userConfig));
  },
});
