import { type ConnectionInfo, endpointOf, type KernelPort, kernelPorts, serverCurve } from '../connection/index.ts';
import { bind, type ServerSocket, type ServerType } from '../zmtp/index.ts';

export type KernelSockets = Readonly<Record<KernelPort, ServerSocket>>;

const types: Readonly<Record<KernelPort, ServerType>> = {
  shell: 'ROUTER',
  control: 'ROUTER',
  stdin: 'ROUTER',
  iopub: 'PUB',
  hb: 'REP',
};
/** Outputs must not be lost to a server that is busy for a moment. */
const iopubHighWaterMark = 256 * 2 ** 20;

/** Binds the five sockets of a connection file; all or none. */
export async function bindKernelSockets(connection: ConnectionInfo): Promise<KernelSockets> {
  const results = await Promise.allSettled(
    kernelPorts.map((port) =>
      bind(types[port], endpointOf(connection, port), {
        curve: serverCurve(connection),
        ...(port === 'iopub' ? { highWaterMark: iopubHighWaterMark } : {}),
      }),
    ),
  );
  const bound = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  const failed = results.find((result) => result.status === 'rejected');
  const [shell, iopub, stdin, control, hb] = bound;
  if (failed === undefined && shell && iopub && stdin && control && hb) return { shell, iopub, stdin, control, hb };
  await Promise.all(bound.map((socket) => socket.close(0)));
  throw failed?.reason;
}
