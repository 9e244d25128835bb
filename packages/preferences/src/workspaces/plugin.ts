import { join, resolve } from 'node:path';
import { PageConfig } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { JupyterPaths } from '@himalia/contracts/system';
import { contract, Workspaces } from '@himalia/contracts/workspaces';
import { definePlugin, type Plugin } from '@himalia/core';
import { FileWorkspaces } from './file-workspaces.ts';
import { workspacesRoutes } from './routes.ts';

/** JupyterLab's workspaces, in the user's configuration folder. */
export const workspaces: Plugin = definePlugin({
  id: '@himalia/preferences:workspaces',
  description: 'Layouts of the front ends',
  requires: { http: Http, paths: JupyterPaths },
  optional: { pageConfig: PageConfig },
  provides: Workspaces,
  contracts: [contract],
  config: {
    key: 'workspaces',
    options: {
      folder: {
        type: 'string',
        default: '',
        description: "Folder of the user's workspaces; unset: lab/workspaces of the configuration folder",
        aliases: ['LabApp.workspaces_dir', 'LabServerApp.workspaces_dir'],
        env: ['JUPYTERLAB_WORKSPACES_DIR'],
      },
    },
  },
  activate({ http, paths, pageConfig, config, log }) {
    const folder = config.folder === '' ? join(paths.userConfig, 'lab/workspaces') : resolve(config.folder);
    const service = new FileWorkspaces(folder, log);
    pageConfig?.contribute('@himalia/preferences:workspaces', () => ({ workspacesDir: folder }));
    http.implement(contract, workspacesRoutes(service));
    return service;
  },
});
