import { Contents } from '@himalia/contracts/contents';
import { Http } from '@himalia/contracts/http';
import { contract, NotebookExport } from '@himalia/contracts/nbconvert';
import { LongOperations } from '@himalia/contracts/operations';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { InstalledOrOwnExport } from './installed-or-own-export.ts';
import { exportRoutes } from './routes.ts';

/** Through an installed nbconvert, else by converters of our own. */
export const nbconvert: Plugin = definePlugin({
  id: '@himalia/nbconvert:nbconvert',
  description: 'Notebooks in other formats, by nbconvert where Python has it',
  requires: { http: Http, contents: Contents, paths: JupyterPaths },
  optional: { operations: LongOperations },
  provides: NotebookExport,
  contracts: [contract],
  critical: false,
  config: {
    key: 'nbconvert',
    options: {
      python: {
        type: 'boolean',
        default: true,
        description: "Use Python's nbconvert where it is installed",
        flag: 'nbconvert-python',
      },
      timeout: {
        type: 'integer',
        default: 120,
        minimum: 1,
        maximum: 3600,
        description: 'Seconds that a conversion may take',
        flag: 'nbconvert-timeout',
      },
      atOnce: {
        type: 'integer',
        default: 2,
        minimum: 1,
        maximum: 64,
        description: 'Conversions that run at a time; others wait',
        flag: 'nbconvert-at-once',
      },
      maxMegabytes: {
        type: 'integer',
        default: 256,
        minimum: 1,
        maximum: 4096,
        description: 'Largest result, in MiB',
        flag: 'nbconvert-max-megabytes',
      },
    },
  },
  activate({ http, contents, paths, operations, config, log, signal }) {
    const service = new InstalledOrOwnExport({ paths, config, log, signal });
    http.implement(contract, exportRoutes({ http, contents, service, operations }));
    return service;
  },
});
