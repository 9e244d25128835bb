import { join, resolve } from 'node:path';
import { LabAssets, PageConfig } from '@himalia/contracts/frontends';
import { Http } from '@himalia/contracts/http';
import { contract, Settings } from '@himalia/contracts/settings';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { LanguagePacks } from '../translations/language-packs.ts';
import { LabSettings } from './lab-settings.ts';
import { settingsRoutes } from './routes.ts';

/** JupyterLab's settings, in the user's configuration folder. */
export const settings: Plugin = definePlugin({
  id: '@himalia/preferences:settings',
  description: "Settings of the front ends' plugins",
  requires: { http: Http, paths: JupyterPaths, assets: LabAssets },
  optional: { pageConfig: PageConfig },
  provides: Settings,
  contracts: [contract],
  config: {
    key: 'settings',
    options: {
      folder: {
        type: 'string',
        default: '',
        description: "Folder of the user's settings; unset: lab/user-settings of the configuration folder",
        aliases: ['LabApp.user_settings_dir', 'LabServerApp.user_settings_dir'],
        env: ['JUPYTERLAB_SETTINGS_DIR'],
      },
    },
  },
  activate({ http, paths, assets, pageConfig, config, log }) {
    const userFolder = config.folder === '' ? join(paths.userConfig, 'lab/user-settings') : resolve(config.folder);
    const packs = new LanguagePacks(paths.prefixes);
    const service = new LabSettings({
      schemas: () => assets.schemas(),
      settingsFolders: assets.settingsFolders,
      configFolders: paths.config,
      userFolder,
      catalogue: (locale, domain) => packs.catalogue(locale, domain),
      log,
    });
    pageConfig?.contribute('@himalia/preferences:settings', () => ({ userSettingsDir: userFolder }));
    http.implement(contract, settingsRoutes(service));
    return service;
  },
});
