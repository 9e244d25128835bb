import type { JsonObject, MessageHeader } from '../message/index.ts';

/** Representations of one value by media type. */
export type MimeBundle = JsonObject;

/** Members of `kernel_info_reply` (jupyter_client, "Kernel info"). */
export type KernelInfo = {
  readonly implementation: string;
  readonly implementation_version: string;
  readonly banner: string;
  readonly language_info: {
    readonly name: string;
    readonly version: string;
    readonly mimetype: string;
    readonly file_extension: string;
    readonly pygments_lexer?: string;
    readonly codemirror_mode?: string | JsonObject;
    readonly nbconvert_exporter?: string;
  };
  readonly help_links?: readonly { readonly text: string; readonly url: string }[];
};

/** Offsets count UTF-16 units of the code, as JavaScript does; the wire's code points are translated. */
export type Completion = {
  readonly matches: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly metadata?: JsonObject;
};
export type Inspection = { readonly found: boolean; readonly data?: MimeBundle; readonly metadata?: JsonObject };
export type Completeness = {
  readonly status: 'complete' | 'incomplete' | 'invalid' | 'unknown';
  readonly indent?: string;
};
/** `error` when the code failed; nothing means that it went well. */
export type ExecuteOutcome =
  | { readonly status: 'ok'; readonly payload?: readonly JsonObject[]; readonly user_expressions?: JsonObject }
  | {
      readonly status: 'error';
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

/** What code may do to the notebook while it handles one request, and afterwards (timers): the parent stays that request. */
export interface KernelContext {
  readonly parent: MessageHeader;
  /** Aborted by an interrupt while the request is handled, and when the kernel stops. */
  readonly signal: AbortSignal;
  /** Text of stdout or stderr. Texts in quick succession are merged into one message. */
  stream(name: 'stdout' | 'stderr', text: string): void;
  /** With `displayId` the output can be replaced later. */
  display(data: MimeBundle, metadata?: JsonObject, displayId?: string): void;
  updateDisplay(displayId: string, data: MimeBundle, metadata?: JsonObject): void;
  clearOutput(wait?: boolean): void;
  /** Any other message on iopub, such as `comm_open`, `comm_msg`, `comm_close`. */
  publish(type: string, content: JsonObject, metadata?: JsonObject, buffers?: readonly Uint8Array[]): void;
}

export interface ExecuteContext extends KernelContext {
  /** The number in the prompt `[n]`. */
  readonly executionCount: number;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly allowStdin: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  /** Metadata of the request, such as `cellId` that JupyterLab sends. */
  readonly metadata: JsonObject;
  /** The value of the cell (`execute_result`). */
  result(data: MimeBundle, metadata?: JsonObject): void;
  /** Publishes the error and makes the reply one; further cells in the queue are aborted if the client asked so. */
  error(ename: string, evalue: string, traceback: readonly string[]): void;
  /** Asks the user. Rejects with `InputRefused` when the client cannot ask, and with the signal's reason on interrupt. */
  input(prompt: string, password?: boolean): Promise<string>;
}

export type CommMessage = {
  readonly type: 'comm_open' | 'comm_msg' | 'comm_close';
  readonly id: string;
  /** Of `comm_open`. */
  readonly target: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly buffers: readonly Buffer[];
};

/** A language behind `serveKernel`. Requests on shell arrive one after the other, never two at a time. */
export interface KernelImplementation {
  readonly info: KernelInfo;
  /** Runs a cell. A rejection becomes an error output with its name, message and stack. */
  execute(code: string, context: ExecuteContext): Promise<ExecuteOutcome | undefined> | ExecuteOutcome | undefined;
  complete?(code: string, cursor: number, context: KernelContext): Promise<Completion> | Completion;
  /** `detail` 0 or 1. */
  inspect?(code: string, cursor: number, detail: number, context: KernelContext): Promise<Inspection> | Inspection;
  isComplete?(code: string): Promise<Completeness> | Completeness;
  /** Ends the cell that runs. Called for `interrupt_request` and `KernelServer.interrupt()`, after the signal's abort. */
  interrupt?(): Promise<void> | void;
  shutdown?(restart: boolean): Promise<void> | void;
  comm?(message: CommMessage, context: KernelContext): Promise<void> | void;
  /** Open comms by id, all or those of one target. */
  commInfo?(target: string | undefined): Readonly<Record<string, { readonly target_name: string }>>;
}

/** A kernel that listens. */
export interface KernelServer extends AsyncDisposable {
  /** With the ports that were chosen where 0 was asked. */
  readonly ports: Readonly<Record<'shell' | 'iopub' | 'stdin' | 'control' | 'hb', number>>;
  /** Resolves when the sockets are closed: after `shutdown_request` (its `restart`) or `close`. Then the process may exit. */
  readonly closed: Promise<{ readonly restart: boolean }>;
  /** For SIGINT. */
  interrupt(): Promise<void>;
  close(): Promise<void>;
}
