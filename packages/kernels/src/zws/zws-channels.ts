import { type ChannelHandlers, HttpError } from '@himalia/contracts/http';
import type { Kernels } from '@himalia/contracts/kernels';
import type { contract } from '@himalia/contracts/kernels-zws';
import type { Log } from '@himalia/core';
import { zwsProtocol } from '@himalia/protocol/zws';
import { answering } from '../kernels/kernel-errors.ts';
import { Dealers } from './dealers.ts';
import { Subscriber, subscriptionBytes } from './subscriber.ts';

type Channels = NonNullable<(typeof contract)['channels']>;

export function zwsChannels(kernels: Kernels, log: Log): ChannelHandlers<Channels> {
  const dealers = new Dealers(log);
  return {
    async kernelZmq({ params: { kernel_id: kernel, channel }, offered }) {
      if (!offered.includes(zwsProtocol)) {
        throw new HttpError(400, `Offer the subprotocol ${zwsProtocol} (ZeroMQ over WebSocket without a mechanism)`);
      }
      const join = await answering(() => kernels.connect(kernel));
      if (channel === 'iopub') {
        return {
          protocol: zwsProtocol,
          maxMessage: subscriptionBytes,
          open: (socket) => void new Subscriber(kernel, join, socket, log),
        };
      }
      const place = { kernel, channel, join };
      return { protocol: zwsProtocol, open: (socket) => dealers.serve(place, socket) };
    },
  };
}
