import { type Contract, Token } from '@himalia/core';
import type { Kernelspec } from '../kernelspecs/index.ts';
import asyncapi from './generated/asyncapi.json' with { type: 'json' };
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Channels, Operations } from './generated/types.ts';

export type ExecutionState = 'starting' | 'idle' | 'busy' | 'restarting' | 'dead' | (string & {});
/** Jupyter's kernel model. */
export type KernelModel = {
  readonly id: string;
  readonly name: string;
  readonly last_activity: string;
  readonly execution_state: ExecutionState;
  readonly connections: number;
  /** Why it last died or restarted, in words. */
  readonly reason?: string;
};
export type StartOptions = {
  readonly name?: string;
  /** A contents path; the kernel starts in its nearest existing folder. */
  readonly path?: string;
  readonly id?: string;
  readonly env?: Readonly<Record<string, string>>;
};
/** `not_known`: it may be one that a server before this one left (see `Recall`). */
export type KernelErrorCode =
  | 'bad_id'
  | 'not_found'
  | 'not_known'
  | 'exists'
  | 'no_kernelspec'
  | 'start_failed'
  | 'limit';
export class KernelError extends Error {
  override readonly name = 'KernelError';
  readonly code: KernelErrorCode;
  constructor(code: KernelErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A message of a kernel's channels, without routing ids and signature. */
export type ChannelMessage = {
  readonly channel: 'shell' | 'control' | 'stdin' | 'iopub';
  /** Header, parent header, metadata, content, then buffers. */
  readonly parts: readonly Uint8Array[];
};
/** A part of this server that is a client of a kernel, as a WebSocket is: it gets all of iopub, and replies to its requests. */
export interface KernelClient {
  /** Bytes it took and has not passed on. While they are many, the kernel's messages wait where they are kept. */
  readonly pending: number;
  /** In the kernel's order. `taken` is to be called when all of them were passed on. */
  receive(messages: readonly ChannelMessage[], taken: () => void): void;
  /** Its requests cannot be taken for now. */
  pause(): void;
  resume(): void;
  /** Nothing more comes: it is disconnected. */
  end(): void;
}
export interface KernelLine extends Disposable {
  request(message: ChannelMessage): void;
}

/** A message that was kept. */
export type JournalMessage = {
  /** Counts the messages of a kernel from 1, over restarts too. */
  readonly sequence: number;
  /** When it came, in milliseconds since 1970. */
  readonly time: number;
  /**
   * The kernel's channel; `request`: an `execute_request` as a client sent it, or an `input_reply` with the request that was executed as
   * its parent, and `prompt` and `value` (hidden where it is a password) as its content; `notice`: the server's own to every client.
   */
  readonly kind: 'iopub' | 'shell' | 'control' | 'stdin' | 'request' | 'notice';
  /** Header, parent header, metadata, content, buffers. Views: copy what is kept for long. */
  readonly parts: readonly Buffer[];
};
export type JournalPortion = {
  readonly messages: readonly JournalMessage[];
  /** How many before them are not kept any more. */
  readonly missing: number;
  /** Where to go on. */
  readonly next: number;
};
/** Who is connected to a kernel; `session` is that of the WebSocket. */
export type KernelClientEvent =
  | { readonly type: 'joined'; readonly session: string }
  /** RFC 6455's code; 1006 where the connection was cut. */
  | { readonly type: 'left'; readonly session: string; readonly code: number }
  /** It sent an `execute_request`, or sent one again that is known, whose messages it then gets. */
  | { readonly type: 'asked'; readonly session: string; readonly messageId: string };

/** What clients asked one kernel to execute and what it said, as kept; and who is connected. */
export interface KernelJournal {
  /** The sequence number of the last message; 0 while there is none. */
  readonly head: number;
  /** Messages from a sequence number on, up to about so many bytes; none behind the head. */
  read(from: number, maxBytes: number): Promise<JournalPortion>;
  /** Called with requests, replies, notices and status as they come; not with output, of which there may be floods. */
  onProgress(listener: (message: JournalMessage) => void): Disposable;
  onClient(listener: (event: KernelClientEvent) => void): Disposable;
  /** Called before the journal is removed with its kernel, which waits some seconds for it. */
  beforeEnd(listener: () => Promise<void>): Disposable;
}

/** What a server before this one left is not known yet, because the database does not answer; it is asked again. */
export type Recall = {
  /** Settles when it is known. */
  readonly done: Promise<void>;
  /** Why not yet, in words; undefined where nothing is known to be left. */
  readonly waitsFor: string | undefined;
};

/** Kernels of servers before this one. Those that go on here are as any other. */
export interface LeftKernels {
  /** Undefined: all that was left is known. */
  readonly recall: Recall | undefined;
  /** They ended while no server ran. They are not there any more, but what they said is kept until `forget`. */
  readonly ended: readonly string[];
  /** Another server has them: nothing of theirs is this server's to forget. */
  readonly elsewhere: readonly string[];
  forget(id: string): Promise<void>;
}

export interface Kernels {
  readonly left: LeftKernels;
  list(): readonly KernelModel[];
  get(id: string): KernelModel | undefined;
  /** The folder that it started in, absolute; undefined where that is not known. */
  folder(id: string): string | undefined;
  start(options: StartOptions): Promise<KernelModel>;
  shutdown(id: string): Promise<void>;
  interrupt(id: string): Promise<void>;
  restart(id: string): Promise<KernelModel>;
  /**
   * Resolves when the kernel is ready, or its start limit has passed, with the function that makes somebody its client. Nothing is
   * kept for one whose line is disposed.
   */
  connect(id: string): Promise<(client: KernelClient) => KernelLine>;
  /** Called when a kernel is gone for good (shut down, or dead after its restarts). */
  onGone(listener: (id: string) => void): Disposable;
  /** Called when a kernel is there: started, or taken over from a server before this one. */
  onStarted(listener: (id: string) => void): Disposable;
  /** What is kept of a kernel's messages, also of one that has `ended` (see `left`); undefined where nothing is, or where there is no such kernel. */
  journal(id: string): KernelJournal | undefined;
}
export const Kernels: Token<Kernels> = new Token('kernels');

/** A kernel connection file (jupyter_client, "Connection files"); ports of 1 to 5 with `transport: ipc`. */
export type ConnectionInfo = {
  readonly transport: 'tcp' | 'ipc';
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: 'hmac-sha256';
  readonly kernel_name?: string;
  /** Keys of an encrypted kernel, in Z85 (jupyter_client 8.9). */
  readonly curve_publickey?: string;
  readonly curve_secretkey?: string;
};
export type Exit = { readonly code: number | null; readonly signal: string | null };
/** A kernel that a provisioner started. */
export interface KernelProcess {
  readonly pid: number | undefined;
  readonly connection: ConnectionInfo;
  /** Settles when it ended. */
  readonly exited: Promise<Exit>;
  /** The last lines the kernel wrote to stdout and stderr, for messages of failure. */
  readonly lastOutput: string;
  interrupt(): Promise<void>;
  /** Sends a signal to the kernel and its children. */
  signal(signal: NodeJS.Signals): void;
  /** Removes what is left of it: connection file, sockets. */
  cleanup(): Promise<void>;
}
/** A process to start in a process group of its own, without a terminal. */
export type Command = {
  readonly kernelId: string;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** All of it; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
};
/** A process where kernels are held: of this server, or of the supervisor that outlives it. */
export interface HeldProcess {
  readonly pid: number;
  /** Text to compare, which recognises the process although ids are used again; undefined where the system tells nothing. */
  readonly startTime: string | undefined;
  readonly exited: Promise<Exit>;
  /** The last lines it wrote to stdout and stderr. */
  readonly lastOutput: string;
  /** Sends a signal to the process and its children. */
  signal(signal: NodeJS.Signals): void;
}
export type Launch = {
  readonly id: string;
  readonly spec: Kernelspec;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Reuse these ports and key (restart). */
  readonly connection?: ConnectionInfo;
  /** Starts a process where kernels are held, so that it is found again after a restart of the server. */
  readonly spawn: (command: Command) => Promise<HeldProcess>;
};
/** A kernel that outlived its server. */
export type Adoption = {
  readonly id: string;
  readonly process: HeldProcess;
  /** As it was told to the kernel, where somebody still knows it. */
  readonly connection: ConnectionInfo | undefined;
};
/** Launches kernels somewhere: this machine, a container, a cluster. */
export interface Provisioner {
  readonly name: string;
  launch(launch: Launch): Promise<KernelProcess>;
  /** Goes on with a kernel that it launched before the server was restarted. Without it, kernels end with their server. */
  adopt?(adoption: Adoption): Promise<KernelProcess>;
  /** Removes what is left of a kernel that ended while no server ran: connection file, sockets. */
  clear?(id: string): Promise<void>;
}
/** The provisioners by name; kernel.json's `metadata.kernel_provisioner.provisioner_name` chooses, else `local-provisioner`. */
export interface Provisioners {
  register(provisioner: Provisioner): Disposable;
  get(name: string): Provisioner | undefined;
}
export const Provisioners: Token<Provisioners> = new Token('provisioners');

/** `/api/kernels`: what is served and in which form. */
export const contract: Contract<Operations, Channels> = { name: 'kernels', openapi, asyncapi };

/** Message types that say nothing about the user's work; jupyter_server's default, which pages are told as well. */
export const untrackedMessageTypes: readonly string[] = [
  'comm_info_request',
  'comm_info_reply',
  'kernel_info_request',
  'kernel_info_reply',
  'shutdown_request',
  'shutdown_reply',
  'interrupt_request',
  'interrupt_reply',
  'debug_request',
  'debug_reply',
  'stream',
  'display_data',
  'update_display_data',
  'execute_input',
  'execute_result',
  'error',
  'status',
  'clear_output',
  'debug_event',
  'input_request',
  'input_reply',
];
