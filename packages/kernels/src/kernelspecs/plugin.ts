import { Http } from '@himalia/contracts/http';
import { Provisioners } from '@himalia/contracts/kernels';
import { contract, Kernelspecs } from '@himalia/contracts/kernelspecs';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { LocalKernelspecs } from './local-kernelspecs.ts';
import { MachineKernelspecs } from './machine-kernelspecs.ts';
import { kernelspecRoutes } from './routes.ts';

export const kernelspecsPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:kernelspecs',
  description: 'Finds the kernels of this machine and serves their kernelspecs and logos',
  requires: { http: Http, paths: JupyterPaths },
  optional: { provisioners: Provisioners },
  provides: Kernelspecs,
  contracts: [contract],
  config: {
    key: 'kernelspecs',
    options: {
      allowed: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Names of the kernelspecs that may be used; empty means all',
        flag: 'allowed-kernelspecs',
        aliases: ['KernelSpecManager.allowed_kernelspecs', 'KernelSpecManager.whitelist'],
      },
      defaultName: {
        type: 'string',
        description: 'Kernelspec to use when a client names none; python3 if present unless given',
        flag: 'default-kernel-name',
        aliases: ['MultiKernelManager.default_kernel_name', 'MappingKernelManager.default_kernel_name'],
      },
    },
  },
  activate({ http, paths, provisioners, config, log }) {
    const kernelspecs = new LocalKernelspecs(new MachineKernelspecs(paths), config, log, provisioners);
    http.implement(contract, kernelspecRoutes(kernelspecs, http.baseUrl));
    return kernelspecs;
  },
});
