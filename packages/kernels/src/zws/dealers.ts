import type { Socket } from '@himalia/contracts/http';
import type { KernelClient, KernelLine } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import { mostRequestParts, type RequestChannel } from '../feed/channel.ts';
import { Dealer } from './dealer.ts';
import { ZwsConnection } from './zws-connection.ts';

/** As a WebSocket of `/channels` and a ZMTP peer may send. */
const limits = { messageBytes: 64 * 2 ** 20, messageParts: mostRequestParts };

type DealerPlace = {
  readonly kernel: string;
  readonly channel: RequestChannel;
  readonly join: (client: KernelClient) => KernelLine;
};

/** The DEALERs of all kernels, by routing id; those without one are each their own. */
export class Dealers {
  readonly #byId = new Map<string, Dealer>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  serve(place: DealerPlace, socket: Socket): void {
    let dealer: Dealer | undefined;
    const { channel } = place;
    const connection = new ZwsConnection(
      socket,
      limits,
      {
        greeted: (routingId) => {
          dealer = this.#dealer(place, routingId, connection);
          dealer.attach(channel, connection);
        },
        message: (frames) => dealer?.request(channel, frames),
      },
      this.#log,
    );
  }

  #dealer({ kernel, channel, join }: DealerPlace, routingId: Buffer, connection: ZwsConnection): Dealer {
    const key = routingId.length > 0 ? JSON.stringify([kernel, routingId.toString('latin1')]) : undefined;
    const dealer = (key === undefined ? undefined : this.#byId.get(key)) ?? new Dealer(join);
    if (key !== undefined) this.#byId.set(key, dealer);
    connection.onClose(() => {
      if (dealer.detach(channel, connection) && key !== undefined) this.#byId.delete(key);
    });
    return dealer;
  }
}
