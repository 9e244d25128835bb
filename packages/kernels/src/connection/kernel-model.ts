import type { KernelModel } from '@himalia/contracts/kernels';
import type { KernelConnection } from './kernel-connection.ts';

/** Jupyter's model of a kernel. `reason`: what is wrong with it, or why it last restarted. */
export function kernelModel(
  id: string,
  name: string,
  { activity, connections }: KernelConnection,
  reason: string | undefined,
): KernelModel {
  return {
    id,
    name,
    last_activity: activity.lastActivity.toISOString().replace('Z', '000Z'),
    execution_state: activity.state,
    connections,
    ...(reason === undefined ? {} : { reason }),
  };
}
