import { Contents } from '@himalia/contracts/contents';
import { LabAssets, PageConfig } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { MergedPageConfig } from './merged-page-config.ts';
import { preferredPath } from './preferred-path.ts';

export const pageConfig: Plugin = definePlugin({
  id: '@himalia/frontends:page-config',
  description: 'What pages are told, joined from configuration files, prebuilt extensions and plugins',
  requires: { http: Http, assets: LabAssets, paths: JupyterPaths },
  optional: { contents: Contents },
  provides: PageConfig,
  config: {
    key: 'pages',
    options: {
      quitButton: {
        type: 'boolean',
        default: true,
        description: 'Offer to shut the server down in menus',
        aliases: ['ServerApp.quit_button', 'NotebookApp.quit_button'],
      },
      exposeAppInBrowser: {
        type: 'boolean',
        default: false,
        description: 'Make the application reachable as window.jupyterapp, for tests',
        flag: 'expose-app-in-browser',
        aliases: ['LabApp.expose_app_in_browser', 'JupyterNotebookApp.expose_app_in_browser'],
      },
      copyAbsolutePath: {
        type: 'boolean',
        default: false,
        description: 'Copy Path copies paths of the disk instead of paths below the root',
        aliases: ['LabApp.copy_absolute_path', 'LabServerApp.copy_absolute_path'],
      },
      preferredDir: {
        type: 'string',
        default: '',
        description: 'Folder that JupyterLab opens first: below the root, or a path of the disk that is',
        flag: 'preferred-dir',
        aliases: ['ContentsManager.preferred_dir', 'ServerApp.preferred_dir', 'NotebookApp.preferred_dir'],
      },
      notebookStartsKernel: {
        type: 'boolean',
        default: true,
        description: 'Start a kernel when a notebook is opened',
        aliases: ['LabApp.notebook_starts_kernel', 'LabServerApp.notebook_starts_kernel'],
      },
    },
  },
  async activate({ http, assets, paths, contents, config, log }) {
    const { preferredDir, ...values } = config;
    const preferred = await preferredPath(preferredDir, contents);
    if (preferred === undefined)
      log.warn('the preferred folder is not there, pages open at the root', { preferredDir });
    const merged = new MergedPageConfig({ http, assets, configFolders: paths.config }, log);
    merged.contribute('the configuration of the server', () => ({
      ...assets.directories,
      ...values,
      preferredPath: preferred ?? '/',
      extensionManager: { name: 'read-only', can_install: false, install_path: paths.prefixes[0] ?? '' },
    }));
    return merged;
  },
});
