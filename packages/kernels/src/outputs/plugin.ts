import { Contents, ContentsKeepers } from '@himalia/contracts/contents';
import { contract } from '@himalia/contracts/executions';
import { Http } from '@himalia/contracts/http';
import { Kernels } from '@himalia/contracts/kernels';
import { Sessions } from '@himalia/contracts/sessions';
import { definePlugin, type Plugin } from '@himalia/core';
import { OutputsRecorder } from './outputs-recorder.ts';
import { executionRoutes } from './routes.ts';

const megabyte = 1024 * 1024;

export const outputsPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:outputs',
  description: 'Writes the outputs of cells into their notebooks while no page is there to keep them',
  requires: { http: Http, kernels: Kernels, sessions: Sessions, contents: Contents },
  optional: { keepers: ContentsKeepers },
  contracts: [contract],
  config: {
    key: 'unattended',
    options: {
      enabled: {
        type: 'boolean',
        default: true,
        description: 'Write outputs that no page keeps into the notebook',
        flag: 'unattended-outputs',
      },
      graceSeconds: {
        type: 'number',
        default: 60,
        minimum: 0,
        flag: 'unattended-grace-seconds',
        description:
          'Seconds that a page whose connection was cut may take to come back before its outputs are written',
      },
      intervalSeconds: {
        type: 'number',
        default: 10,
        minimum: 1,
        flag: 'unattended-interval-seconds',
        description: 'Between two writes of the outputs of a cell that runs, in seconds',
      },
      cellMegabytes: {
        type: 'number',
        default: 32,
        minimum: 0.1,
        description: 'Most output that is written into one cell; the notebook says how much was left out',
      },
    },
  },
  activate({ http, kernels, sessions, contents, keepers, config, log, signal }) {
    const limits = {
      graceMs: config.graceSeconds * 1000,
      everyMs: config.intervalSeconds * 1000,
      cellCharacters: config.cellMegabytes * megabyte,
    };
    const recorder = new OutputsRecorder({ kernels, sessions, contents, limits, enabled: config.enabled, log });
    const asked = keepers?.register(recorder);
    signal.addEventListener('abort', () => asked?.[Symbol.dispose](), { once: true });
    http.implement(contract, executionRoutes(recorder, kernels));
    return recorder;
  },
});
