import { randomUUID } from 'node:crypto';
import type { ChannelHandlers, Socket } from '@himalia/contracts/http';
import type { contract } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import { ProtocolError } from '@himalia/protocol';
import { decodeJson, decodeV1, type FramedMessage, v1Protocol } from '@himalia/protocol/websocket';
import type { ChannelClient } from '../clients/channel-client.ts';
import type { Form } from '../clients/outgoing.ts';
import type { KernelConnection } from '../connection/kernel-connection.ts';
import { mostRequestParts } from '../feed/channel.ts';
import { answering } from './kernel-errors.ts';

type Channels = NonNullable<(typeof contract)['channels']>;
/** RFC 6455, section 7.4.1. Jupyter clients come back after these; not after 1000 and 1001. */
const unsupportedData = 1003;
const invalidData = 1007;

/** Undefined: a text frame where only binary ones are allowed. Throws on malformed frames. */
function decode(form: Form, data: string | Buffer): FramedMessage | undefined {
  if (form === 'v1' && typeof data === 'string') return undefined;
  const message = form === 'json' ? decodeJson(data) : decodeV1(data as Buffer);
  if (message.parts.length > mostRequestParts)
    throw new ProtocolError('too_large', `A request of more than ${mostRequestParts} parts.`);
  return message;
}

function serve(socket: Socket, client: ChannelClient, connection: KernelConnection, form: Form, log: Log): void {
  socket.onMessage((data) => {
    try {
      const message = decode(form, data);
      if (message) connection.request(client, message.channel, message.parts);
      else socket.close(unsupportedData, 'Text frames are not part of this protocol');
    } catch (error) {
      log.debug('malformed frame of a client', { problem: (error as Error).message });
      socket.close(invalidData, 'Malformed frame');
    }
  });
}

/** Throws a `KernelError` that says why a kernel is not there. */
type FindConnection = (id: string) => KernelConnection;

export function kernelChannels(find: FindConnection, log: Log): ChannelHandlers<Channels> {
  return {
    async kernelChannels({ params, query, offered }) {
      await (await answering(() => find(params.kernel_id))).settled();
      // It may have died meanwhile; then the answer says why.
      const connection = await answering(() => find(params.kernel_id));
      const form: Form = offered.includes(v1Protocol) ? 'v1' : 'json';
      return {
        ...(form === 'v1' ? { protocol: v1Protocol } : {}),
        open(socket) {
          const session = query.session_id ?? randomUUID();
          const client = connection.connect(session, socket, form, { skips: query.skip ?? false });
          serve(socket, client, connection, form, log);
        },
      };
    },
  };
}
