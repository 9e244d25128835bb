import { Http } from '@himalia/contracts/http';
import { Settings } from '@himalia/contracts/settings';
import { JupyterPaths } from '@himalia/contracts/system';
import { contract, Translations } from '@himalia/contracts/translations';
import { definePlugin, type Plugin } from '@himalia/core';
import { LanguagePacks } from './language-packs.ts';
import { translationsRoutes } from './routes.ts';

/** Language packs found in the machine's Python environments. */
export const translations: Plugin = definePlugin({
  id: '@himalia/preferences:translations',
  description: 'Translations of the front ends',
  requires: { http: Http, paths: JupyterPaths },
  optional: { settings: Settings },
  provides: Translations,
  contracts: [contract],
  activate({ http, paths, settings }) {
    const packs = new LanguagePacks(paths.prefixes);
    http.implement(contract, translationsRoutes(packs, settings));
    return packs;
  },
});
