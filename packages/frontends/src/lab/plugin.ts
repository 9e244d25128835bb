import { Contents } from '@himalia/contracts/contents';
import { LabAssets, PageConfig } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { contract } from '@himalia/contracts/lab-app';
import { Terminals } from '@himalia/contracts/terminals';
import { definePlugin, type Plugin } from '@himalia/core';
import { LabPages } from './lab-pages.ts';
import { labRoutes } from './routes.ts';

export const lab: Plugin = definePlugin({
  id: '@himalia/frontends:lab',
  description: 'JupyterLab',
  requires: { http: Http, pageConfig: PageConfig, assets: LabAssets },
  optional: { contents: Contents, terminals: Terminals },
  contracts: [contract],
  config: {
    key: 'lab',
    options: {
      customCss: {
        type: 'boolean',
        default: false,
        description: 'Load custom/custom.css of the configuration folder in JupyterLab (Notebook always does)',
        flag: 'custom-css',
        aliases: ['LabApp.custom_css'],
      },
    },
  },
  activate({ http, pageConfig, assets, contents, terminals, config }) {
    const pages = new LabPages({ http, pageConfig, assets, contents, terminals, customCss: config.customCss });
    http.implement(contract, labRoutes({ http, assets, pageConfig, pages }));
  },
});
