import { join } from 'node:path';
import { Contents } from '@himalia/contracts/contents';
import { Database } from '@himalia/contracts/database';
import { Events } from '@himalia/contracts/events';
import { Http } from '@himalia/contracts/http';
import { contract, Kernels, Provisioners } from '@himalia/contracts/kernels';
import { Kernelspecs } from '@himalia/contracts/kernelspecs';
import { JupyterPaths } from '@himalia/contracts/system';
import { Tracer } from '@himalia/contracts/traces';
import { definePlugin, type Plugin } from '@himalia/core';
import type { KernelNews } from '../connection/kernel-news.ts';
import { ExternalKernels } from '../external/external-kernels.ts';
import { AllKernels } from './all-kernels.ts';
import { kernelChannels } from './channels.ts';
import { cullIdle } from './culling.ts';
import { holding } from './holding.ts';
import { KernelReport } from './kernel-report.ts';
import { cullingOf, kernelOptions, limitsOf } from './kernels-config.ts';
import { LocalKernels } from './local-kernels.ts';
import { kernelRoutes } from './routes.ts';

export const kernelsPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:kernels',
  description: 'Starts, watches and ends kernels, and carries their messages to clients',
  requires: { http: Http, kernelspecs: Kernelspecs, provisioners: Provisioners, paths: JupyterPaths },
  optional: { contents: Contents, events: Events, database: Database, tracer: Tracer },
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
    database,
    tracer,
    config,
    log,
    signal,
  }): Promise<Kernels & AsyncDisposable> {
    const { host, records, holder } = await holding({ config, runtime: paths.runtime, contents, database, log });
    const keep = config.onStop === 'keep' && records !== undefined && holder === undefined;
    if (config.onStop === 'keep' && !keep)
      log.warn('kernels.onStop has no effect: without the supervisor and a database kernels end.');
    const limits = limitsOf(config);
    const { maxKernels } = config;
    const report = new KernelReport(events, tracer, log);
    const onNews = (news: KernelNews): void => report.news(news);
    const local = new LocalKernels({
      kernelspecs,
      provisioners,
      host,
      contents,
      limits,
      maxKernels,
      onNews,
      onEnded: (kernel) => report.endedBefore(kernel),
      records,
      holder,
      keep,
      log,
    });
    await local.adopt();
    const { existing, allowExternal, externalFolder = join(paths.runtime, 'external_kernels') } = config;
    const folder = allowExternal ? externalFolder : undefined;
    const kernels = new AllKernels(
      local,
      (told) => new ExternalKernels({ files: existing, folder, host, limits, onNews, log, ...told }),
      report,
    );
    await kernels.refresh();
    const culling = cullIdle(local, cullingOf(config), log);
    signal.addEventListener('abort', () => culling[Symbol.dispose](), { once: true });
    http.implement(
      contract,
      kernelRoutes(
        kernels,
        (id) => kernels.modelOf(id),
        () => kernels.refresh(),
        http.baseUrl,
      ),
    );
    http.channel(
      contract,
      kernelChannels((id) => kernels.find(id).connection, log),
    );
    return kernels;
  },
});
