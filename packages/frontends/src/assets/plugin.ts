import { join, resolve } from 'node:path';
import { contract, LabAssets } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { findUi } from './find-ui.ts';
import { LabFiles } from './lab-files.ts';
import { assetRoutes } from './routes.ts';

export const assets: Plugin = definePlugin({
  id: '@himalia/frontends:assets',
  description: 'Serves the files of the front ends and of prebuilt extensions',
  requires: { http: Http, paths: JupyterPaths },
  provides: LabAssets,
  contracts: [contract],
  config: {
    key: 'frontends',
    options: {
      appDir: {
        type: 'string',
        default: '',
        description: 'Folder of an installed JupyterLab (PREFIX/share/jupyter/lab) to serve instead of our build',
        flag: 'app-dir',
        aliases: ['LabApp.app_dir', 'ServerApp.app_dir'],
      },
      uiDir: {
        type: 'string',
        default: '',
        description: 'Folder of our build of the front ends; unset: ui/dist of the project',
      },
      extraLabextensionsPath: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Folders with prebuilt extensions, looked at before those of the Jupyter path',
        aliases: ['LabApp.extra_labextensions_path', 'LabServerApp.extra_labextensions_path'],
      },
      defaultUrl: {
        type: 'string',
        default: '',
        pattern: '^(/[^\\s]*)?$',
        description: 'Page that / leads to; unset: /lab, or /tree without JupyterLab',
        flag: 'default-url',
        aliases: [
          'ServerApp.default_url',
          'LabApp.default_url',
          'JupyterNotebookApp.default_url',
          'NotebookApp.default_url',
        ],
      },
    },
  },
  activate({ http, paths, config, log }) {
    const files = new LabFiles(
      {
        ui: config.uiDir === '' ? findUi(import.meta.dirname) : resolve(config.uiDir),
        appDir: config.appDir === '' ? undefined : resolve(config.appDir),
        labextensions: [
          ...config.extraLabextensionsPath.map((folder) => resolve(folder)),
          ...paths.data.map((folder) => join(folder, 'labextensions')),
        ],
      },
      log,
    );
    if (!files.frontEnd('lab')) log.warn('the front end is not built: run "npm run setup"');
    const serves = (name: string): boolean => http.served.some(({ contract: { name: served } }) => served === name);
    const defaultPage = (): string => config.defaultUrl || (serves('lab-app') ? '/lab' : '/tree');
    http.implement(contract, assetRoutes({ http, files, defaultPage }));
    return files;
  },
});
