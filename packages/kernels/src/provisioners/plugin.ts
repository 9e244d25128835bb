import { Provisioners } from '@himalia/contracts/kernels';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { LocalProvisioner } from './local-provisioner.ts';
import { ProvisionerRegistry } from './provisioner-registry.ts';

export const provisionersPlugin: Plugin = definePlugin({
  id: '@himalia/kernels:provisioners',
  description: 'Launches kernels as processes of this machine, and holds the provisioners of other plugins',
  requires: { paths: JupyterPaths },
  provides: Provisioners,
  config: {
    key: 'provisioners',
    options: {
      transport: {
        type: 'string',
        enum: ['tcp', 'ipc'],
        default: 'tcp',
        description: 'How the server talks to local kernels: TCP on this machine, or Unix sockets',
        flag: 'kernel-transport',
        aliases: ['KernelManager.transport'],
      },
      ip: {
        type: 'string',
        default: '127.0.0.1',
        description: 'Address on which local kernels listen',
        flag: 'kernel-ip',
        aliases: ['KernelManager.ip'],
      },
      encryption: {
        type: 'string',
        enum: ['disabled', 'auto', 'required'],
        default: 'disabled',
        description:
          'CURVE between the server and local kernels: auto for those whose kernelspec declares it (`metadata.supported_encryption`); required refuses to start others',
        flag: 'kernel-encryption',
        aliases: ['KernelManager.transport_encryption', 'MappingKernelManager.transport_encryption'],
      },
    },
  },
  activate({ paths: { runtime }, config: { transport, ip, encryption } }) {
    const registry = new ProvisionerRegistry();
    registry.register(
      new LocalProvisioner({ runtime, transport: transport === 'ipc' ? 'ipc' : 'tcp', ip, encryption }),
    );
    return registry;
  },
});
