import type { Command, ConnectionInfo, Exit, HeldProcess } from '@himalia/contracts/kernels';
import type { Channel, RequestChannel } from '../connection/channel.ts';
import type { Block } from '../journal/block.ts';
import type { JournalReader } from '../journal/journal.ts';

/** Where kernels are held: their processes, their sockets and what they said. In this process, or in one that outlives it. */
export interface KernelHost extends AsyncDisposable {
  /** Starts a process. Rejects with the system's error when there is none. */
  spawn(command: Command): Promise<HeldProcess>;
  /** Connects to a kernel and begins its journal, or takes over what is held under this id. Rejects when another server that runs has it. */
  hold(id: string, connection: ConnectionInfo): Promise<KernelFeed>;
  /**
   * Watches a process that runs already; undefined when it is gone. How it ends is known only where somebody waited for it
   * since its start. Rejects when another server that runs has the kernel.
   */
  adopt(id: string, process: ProcessName): Promise<HeldProcess | undefined>;
  /** What is left of a kernel that nobody holds. */
  leftBy(id: string): KernelRemains;
  /** Removes what is left of a kernel that is held no more: its journal and output. */
  clear(id: string): Promise<void>;
  /** Removes what is left of kernels that nobody knows any more, when it is old enough. */
  sweep(known: ReadonlySet<string>): Promise<void>;
  held(): Promise<readonly HeldModel[]>;
}

/** Names a process also after its id was given to another. */
export type ProcessName = { readonly pid: number; readonly startTime: string };

export type HeldModel = {
  readonly id: string;
  /** Undefined before its sockets are opened. */
  readonly connection?: ConnectionInfo;
  readonly pid?: number;
  readonly startTime?: string;
  /** It has ended, and this is what it wrote last. */
  readonly exit?: Exit;
  readonly lastOutput?: string;
  /** A server that runs has it. */
  readonly attached: boolean;
};

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
  /** A message of the server's own to every client, through the journal as kind `notice`. */
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
