import { LabAssets, PageConfig } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { MergedPageConfig } from './merged-page-config.ts';

export const pageConfig: Plugin = definePlugin({
  id: '@himalia/frontends:page-config',
  description: 'What pages are told, joined from configuration files, prebuilt extensions and plugins',
  requires: { http: Http, assets: LabAssets, paths: JupyterPaths },
  provides: PageConfig,
  activate: ({ http, assets, paths, log }) => new MergedPageConfig({ http, assets, configFolders: paths.config }, log),
});
