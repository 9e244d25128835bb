import { join } from 'node:path';
import { Contents } from '@himalia/contracts/contents';
import { Events } from '@himalia/contracts/events';
import { Http } from '@himalia/contracts/http';
import { contract, Kernels, Provisioners } from '@himalia/contracts/kernels';
import { Kernelspecs } from '@himalia/contracts/kernelspecs';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { ExternalKernels } from '../external/external-kernels.ts';
import { KernelsWithExternal } from '../external/kernels-with-external.ts';
import { LocalHost } from '../host/local-host.ts';
import { kernelChannels } from './channels.ts';
import { cullIdle } from './culling.ts';
import { KernelReport, ReportedKernels } from './kernel-events.ts';
import { cullingOf, journalOf, kernelOptions, limitsOf } from './kernels-config.ts';
import { LocalKernels } from './local-kernels.ts';
import { kernelRoutes } from './routes.ts';
import type { KernelNews } from './running-kernel.ts';

export const kernelsPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:kernels',
  description: 'Starts, watches and ends kernels, and carries their messages to clients',
  requires: { http: Http, kernelspecs: Kernelspecs, provisioners: Provisioners, paths: JupyterPaths },
  optional: { contents: Contents, events: Events },
  provides: Kernels,
  contracts: [contract],
  config: { key: 'kernels', options: kernelOptions },
  async activate({
    http,
    kernelspecs,
    provisioners,
    paths,
    contents,
    events,
    config,
    log,
    signal,
  }): Promise<Kernels & AsyncDisposable> {
    const limits = limitsOf(config);
    const { maxKernels } = config;
    const host = new LocalHost({ journals: join(paths.runtime, 'himalia', 'journals'), limits: journalOf(config) });
    const report = new KernelReport(events, log);
    const onNews = (news: KernelNews): void => report.news(news);
    const local = new LocalKernels({ kernelspecs, provisioners, host, contents, limits, maxKernels, onNews, log });
    const { existing, allowExternal, externalFolder = join(paths.runtime, 'external_kernels') } = config;
    const folder = allowExternal ? externalFolder : undefined;
    const all = new KernelsWithExternal(
      local,
      (onGone) => new ExternalKernels({ files: existing, folder, host, limits, log, onGone }),
    );
    await all.refresh();
    const kernels = new ReportedKernels(all, report);
    const culling = cullIdle(local, cullingOf(config), log);
    signal.addEventListener('abort', () => culling[Symbol.dispose](), { once: true });
    http.implement(
      contract,
      kernelRoutes(
        kernels,
        (id) => all.modelOf(id),
        () => all.refresh(),
        http.baseUrl,
      ),
    );
    http.channel(
      contract,
      kernelChannels((id) => all.find(id).connection, log),
    );
    return kernels;
  },
});
