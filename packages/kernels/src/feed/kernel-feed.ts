import type { ConnectionInfo } from '@himalia/contracts/kernels';
import type { Block } from '../journal/block.ts';
import type { JournalReader } from '../journal/journal.ts';
import type { Channel, RequestChannel } from './channel.ts';

export type FeedState =
  /** Shell and iopub stand. Told again after a connection was lost. */
  | { readonly type: 'connected' }
  /** Messages that could not be used: no valid signature, or not a Jupyter message. */
  | { readonly type: 'bad'; readonly channel: Channel; readonly problem: string }
  /** A connection broke because of what came over it; it is tried again. */
  | { readonly type: 'lost'; readonly channel: Channel; readonly problem: string }
  /** The journal could not be written; messages pass, but those who are away miss them. */
  | { readonly type: 'unwritten'; readonly problem: string };

/** What a kernel said, after its end too. */
export interface KernelRemains {
  readonly journal: JournalReader;
  /** A message of the server's own to every client, through the journal as kind `notice`; or an `execute_reply` to who asked. */
  note(parts: readonly Buffer[]): void;
  /** Sockets closed, journal removed. */
  end(): Promise<void>;
}

/** One kernel as the server sees it. */
export interface KernelFeed extends KernelRemains {
  /** Whether shell and iopub stand now. */
  readonly connected: boolean;
  /**
   * Each block after it was written, in order. Its bytes are views: copy what is kept for long. Who answers `false` keeps none
   * of them beyond the call; if that is so for all listeners, their memory is used again.
   */
  onBlock(listener: (block: Block) => unknown): Disposable;
  onState(listener: (state: FeedState) => void): Disposable;
  /**
   * Sends a request, as header, parent header, metadata, content, buffers. An `execute_request` is journalled as kind `request`.
   * False: too much waits already, it was not taken.
   */
  send(channel: RequestChannel, parts: readonly Buffer[]): boolean;
  /** What a server remembered last; also of another server that held this kernel before. */
  readonly remembered: string | undefined;
  /** Keeps a short text (where clients are in the journal) for the next server, should this one be killed. */
  remember(text: string): void;
  /** Closes the sockets to a process that ends; the journal stays. What `send` is given meanwhile is not taken. */
  disconnect(): Promise<void>;
  /** After a restart: another process, the same journal and sequence. */
  reconnect(connection: ConnectionInfo): Promise<void>;
  /** The server lets go of it; the kernel stays held. */
  release(): Promise<void>;
}
