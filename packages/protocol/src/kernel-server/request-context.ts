import type { Json, JsonObject, MessageHeader, WireMessage } from '../message/index.ts';
import { type InputDesk, InputRefused } from './input-desk.ts';
import type { ExecuteContext, ExecuteOutcome, KernelContext, MimeBundle } from './kernel-implementation.ts';
import type { KernelWire } from './kernel-wire.ts';
import { StreamMerger } from './stream-merger.ts';

/** Publishes what one request brings about, with that request as parent. */
export class RequestContext implements KernelContext {
  readonly parent: MessageHeader;
  readonly signal: AbortSignal;
  readonly request: WireMessage;
  readonly #wire: KernelWire;
  readonly #streams: StreamMerger;

  constructor(wire: KernelWire, request: WireMessage, signal: AbortSignal) {
    this.#wire = wire;
    this.request = request;
    this.parent = request.header();
    this.signal = signal;
    this.#streams = new StreamMerger((name, text) =>
      this.#wire.publish(request, { type: 'stream', content: { name, text } }),
    );
  }

  stream(name: 'stdout' | 'stderr', text: string): void {
    this.#streams.add(name, text);
  }

  display(data: MimeBundle, metadata: JsonObject = {}, displayId?: string): void {
    const transient = displayId === undefined ? {} : { display_id: displayId };
    this.publish('display_data', { data, metadata, transient });
  }

  updateDisplay(displayId: string, data: MimeBundle, metadata: JsonObject = {}): void {
    this.publish('update_display_data', { data, metadata, transient: { display_id: displayId } });
  }

  clearOutput(wait = false): void {
    this.publish('clear_output', { wait });
  }

  publish(type: string, content: JsonObject, metadata?: JsonObject, buffers?: readonly Uint8Array[]): void {
    this.flush();
    this.#wire.publish(this.request, { type, content, metadata, buffers });
  }

  /** Sends merged texts that wait. */
  flush(): void {
    this.#streams.flush();
  }
}

/** The context of an `execute_request`. */
export class CellContext extends RequestContext implements ExecuteContext {
  readonly executionCount: number;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly allowStdin: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly metadata: JsonObject;
  readonly #desk: InputDesk;
  #failure: (ExecuteOutcome & { readonly status: 'error' }) | undefined;

  constructor(wire: KernelWire, request: WireMessage, signal: AbortSignal, desk: InputDesk, executionCount: number) {
    super(wire, request, signal);
    const content = request.content();
    this.executionCount = executionCount;
    this.silent = content.silent === true;
    this.storeHistory = !this.silent && content.store_history !== false;
    this.allowStdin = content.allow_stdin !== false;
    this.userExpressions = stringsOf(content.user_expressions);
    this.metadata = request.metadata();
    this.#desk = desk;
  }

  /** The error that was published, if any. */
  get failure(): (ExecuteOutcome & { readonly status: 'error' }) | undefined {
    return this.#failure;
  }

  result(data: MimeBundle, metadata: JsonObject = {}): void {
    if (this.silent) this.flush();
    else this.publish('execute_result', { data, metadata, execution_count: this.executionCount });
  }

  error(ename: string, evalue: string, traceback: readonly string[]): void {
    this.#failure = { status: 'error', ename, evalue, traceback };
    this.publish('error', { ename, evalue, traceback });
  }

  async input(prompt: string, password = false): Promise<string> {
    if (!this.allowStdin) throw new InputRefused('The client does not answer questions (allow_stdin is false).');
    this.flush();
    return await this.#desk.ask(this.request, prompt, password, this.signal);
  }
}

function stringsOf(value: Json | undefined): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, expression]) => [name, String(expression)]));
}
