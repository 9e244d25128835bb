import { WireMessage } from '@himalia/protocol/message';
import { decodeV1 } from '@himalia/protocol/websocket';
import type { Block } from '../journal/block.ts';
import { payloadsOf } from '../journal/block-body.ts';
import type { OutgoingMessage } from './outgoing.ts';

/** A message as it lies in the journal. */
export type KeptMessage = OutgoingMessage & { readonly channel: string; readonly wire: WireMessage };

export function messagesIn(block: Block): KeptMessage[] {
  return payloadsOf(block.body).map((payload, index) => {
    const { channel, parts } = decodeV1(payload);
    return { sequence: block.first + index, channel, wire: new WireMessage(parts), payload };
  });
}
