import { headerMember, type WireMessage } from '@himalia/protocol/message';

/** The topic of a message of iopub, as ipykernel makes them (jupyter_client, "The wire protocol"), alike for every kernel. */
export function topicOf(kernel: string, message: WireMessage): string {
  const { type } = message;
  if (type !== 'stream') return `kernel.${kernel}.${type}`;
  return `stream.${headerMember(message.parts[3]?.toString('latin1') ?? '', 'name')}`;
}
