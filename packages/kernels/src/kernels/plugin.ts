import { join } from 'node:path';
import { Contents } from '@himalia/contracts/contents';
import { Events } from '@himalia/contracts/events';
import { Http } from '@himalia/contracts/http';
import { contract, Kernels, Provisioners } from '@himalia/contracts/kernels';
import { Kernelspecs } from '@himalia/contracts/kernelspecs';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { LocalHost } from '../host/local-host.ts';
import { kernelChannels } from './channels.ts';
import { cullIdle } from './culling.ts';
import { ReportedKernels } from './kernel-events.ts';
import { cullingOf, journalOf, kernelOptions, limitsOf } from './kernels-config.ts';
import { LocalKernels } from './local-kernels.ts';
import { kernelRoutes } from './routes.ts';

export const kernelsPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:kernels',
  description: 'Starts, watches and ends kernels, and carries their messages to clients',
  requires: { http: Http, kernelspecs: Kernelspecs, provisioners: Provisioners, paths: JupyterPaths },
  optional: { contents: Contents, events: Events },
  provides: Kernels,
  contracts: [contract],
  config: { key: 'kernels', options: kernelOptions },
  activate({
    http,
    kernelspecs,
    provisioners,
    paths,
    contents,
    events,
    config,
    log,
    signal,
  }): Kernels & AsyncDisposable {
    const limits = limitsOf(config);
    const { maxKernels } = config;
    const host = new LocalHost({ journals: join(paths.runtime, 'himalia', 'journals'), limits: journalOf(config) });
    const local = new LocalKernels({ kernelspecs, provisioners, host, contents, limits, maxKernels, log });
    const kernels = events ? new ReportedKernels(local, events, log) : local;
    const culling = cullIdle(local, cullingOf(config), log);
    signal.addEventListener('abort', () => culling[Symbol.dispose](), { once: true });
    http.implement(
      contract,
      kernelRoutes(kernels, (id) => local.find(id).model, http.baseUrl),
    );
    http.channel(contract, kernelChannels(local, log));
    return kernels;
  },
});
