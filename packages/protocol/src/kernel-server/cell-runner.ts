import type { JsonObject, WireMessage } from '../message/index.ts';
import { InputDesk } from './input-desk.ts';
import { InputHistory } from './input-history.ts';
import type { ExecuteOutcome, KernelImplementation } from './kernel-implementation.ts';
import type { KernelWire } from './kernel-wire.ts';
import { CellContext } from './request-context.ts';

/** The reason of a signal that an interrupt aborted. */
export class KernelInterrupt extends Error {
  override readonly name = 'KernelInterrupt';
}

type CellReply = { readonly content: JsonObject; readonly stop: boolean };

/** Runs cells and counts them. */
export class CellRunner {
  readonly desk: InputDesk;
  readonly history: InputHistory = new InputHistory();
  readonly #kernel: KernelImplementation;
  readonly #wire: KernelWire;
  #count = 0;
  #running: AbortController | undefined;

  constructor(kernel: KernelImplementation, wire: KernelWire) {
    this.#kernel = kernel;
    this.#wire = wire;
    this.desk = new InputDesk(wire);
  }

  /** Ends the running cell's waits; the kernel's own `interrupt` ends its code. */
  abort(reason: string): void {
    this.#running?.abort(new KernelInterrupt(reason));
  }

  async run(request: WireMessage, stopped: AbortSignal): Promise<CellReply> {
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, stopped]);
    const content = request.content();
    const code = typeof content.code === 'string' ? content.code : '';
    const counts = content.silent !== true && content.store_history !== false;
    if (counts) this.#count += 1;
    const context = new CellContext(this.#wire, request, signal, this.desk, this.#count);
    if (!context.silent) context.publish('execute_input', { code, execution_count: this.#count });
    if (counts) this.history.add(this.#count, code);
    this.#running = controller;
    try {
      const outcome = await this.#outcome(code, context);
      return {
        content: replyOf(outcome, context),
        stop: outcome.status === 'error' && content.stop_on_error !== false,
      };
    } finally {
      this.#running = undefined;
      context.flush();
    }
  }

  /** What the reply says of a cell that was not run. */
  aborted(): JsonObject {
    return { status: 'aborted', execution_count: this.#count };
  }

  async #outcome(code: string, context: CellContext): Promise<ExecuteOutcome> {
    try {
      const outcome = (await this.#kernel.execute(code, context)) ?? { status: 'ok' };
      if (context.failure !== undefined) return context.failure;
      if (outcome.status === 'error') context.error(outcome.ename, outcome.evalue, outcome.traceback);
      return outcome;
    } catch (error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      const traceback = (stack ?? `${name}: ${message}`).split('\n');
      context.error(name, message, traceback);
      return { status: 'error', ename: name, evalue: message, traceback };
    }
  }
}

function replyOf(outcome: ExecuteOutcome, context: CellContext): JsonObject {
  const counted = { ...outcome, execution_count: context.executionCount };
  if (outcome.status === 'error') return counted;
  return { ...counted, payload: outcome.payload ?? [], user_expressions: outcome.user_expressions ?? {} };
}
