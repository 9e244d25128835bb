import { extname } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type {
  Completeness,
  Completion,
  ExecuteContext,
  ExecuteOutcome,
  Inspection,
  KernelContext,
  KernelImplementation,
  KernelInfo,
} from '@himalia/protocol';
import { pythonVersion } from './python-version.ts';
import {
  type Answer,
  pythonFlags as at,
  type CellOutput,
  pythonFlagsLength,
  type Report,
  type Request,
  type WorkerData,
} from './worker-messages.ts';

const version = '0.1.0';
const keptCells = 1000;
/** How long a cell that waits may take to notice an interrupt. */
const waitMs = 50;

const interruptedBefore: ExecuteOutcome = {
  status: 'error',
  ename: 'KeyboardInterrupt',
  evalue: '',
  traceback: ['KeyboardInterrupt: the cell was interrupted before Python had started.'],
};

type Unsent<R> = R extends { readonly id: number } ? Omit<R, 'id'> : never;

/** Python in a worker thread. This thread keeps the sockets, so that it hears of interrupts and shows output at any time. */
export class PythonKernel implements KernelImplementation {
  readonly info: KernelInfo = {
    implementation: 'himalia-python',
    implementation_version: version,
    banner: `Python ${pythonVersion} compiled to WebAssembly (Himalia ${version})`,
    language_info: {
      name: 'python',
      version: pythonVersion,
      mimetype: 'text/x-python',
      file_extension: '.py',
      pygments_lexer: 'ipython3',
      codemirror_mode: { name: 'ipython', version: 3 },
      nbconvert_exporter: 'python',
    },
    help_links: [{ text: 'Python', url: 'https://docs.python.org/3.14/' }],
  };
  /** Settles when Python cannot go on, with the reason. */
  readonly crashed: Promise<string>;
  readonly #flags = shared(pythonFlagsLength);
  readonly #signals = shared(1);
  readonly #worker: Worker;
  readonly #answers: MessagePort;
  readonly #replies = new Map<number, (value: string) => void>();
  readonly #cells = new Map<number, ExecuteContext>();
  readonly #crash: (reason: string) => void;
  readonly #ready = Promise.withResolvers<void>();
  #running = false;
  #stopped = false;
  #next = 0;

  /** `folder`: where the notebook lives. `cache`: for the snapshot that lets the next start be fast. */
  constructor(folder: string, cache: string) {
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    const workerData: WorkerData = { flags: this.#flags, signals: this.#signals, answers: port2, folder, cache };
    const here = new URL(import.meta.url);
    this.#worker = new Worker(new URL(`./python-worker${extname(here.pathname)}`, here), {
      workerData,
      transferList: [port2],
    });
    const { promise, resolve } = Promise.withResolvers<string>();
    this.crashed = promise;
    this.#crash = (reason) => {
      if (this.#stopped) return;
      if (this.#running) [...this.#cells.values()].at(-1)?.stream('stderr', `Python ended: ${reason}\n`);
      resolve(reason);
    };
    this.#worker.on('message', (message: Report) => this.#report(message));
    this.#worker.on('error', (error) => this.#crash(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', (code) => this.#crash(`its thread ended with ${code}`));
  }

  async execute(code: string, context: ExecuteContext): Promise<ExecuteOutcome> {
    // A signal would end a Python that is still starting.
    if (await untilAborted(this.#ready.promise, context.signal)) return interruptedBefore;
    const id = this.#next;
    this.#cells.set(id, context);
    const [oldest] = this.#cells.keys();
    if (this.#cells.size > keptCells && oldest !== undefined) this.#cells.delete(oldest);
    const { silent, storeHistory, allowStdin, userExpressions: expressions, executionCount: count } = context;
    const asked = { code, cell: id, count, silent, storeHistory, allowStdin, expressions };
    this.#running = true;
    try {
      return JSON.parse(await this.#ask({ type: 'execute', request: JSON.stringify(asked) })) as ExecuteOutcome;
    } finally {
      this.#running = false;
    }
  }

  async complete(code: string, cursor: number): Promise<Completion> {
    const reply = await this.#ask({ type: 'complete', code, cursor: codePoints(code, cursor) });
    const { matches = [], start = 0, end = 0, types = [] } = JSON.parse(reply);
    return {
      matches,
      start: utf16(code, start),
      end: utf16(code, end),
      metadata: { _jupyter_types_experimental: types },
    };
  }

  async inspect(code: string, cursor: number, detail: number): Promise<Inspection> {
    const text = JSON.parse(await this.#ask({ type: 'inspect', code, cursor: codePoints(code, cursor), detail }));
    return typeof text === 'string' ? { found: true, data: { 'text/plain': text } } : { found: false };
  }

  async isComplete(code: string): Promise<Completeness> {
    return JSON.parse(await this.#ask({ type: 'isComplete', code })) as Completeness;
  }

  /** Running Python looks at the signal; a cell that waits for something is told. */
  interrupt(): void {
    if (!this.#running) return;
    if (Atomics.load(this.#flags, at.running) !== 0) {
      this.#signal();
      return;
    }
    const before = Atomics.load(this.#flags, at.cancelled);
    this.#worker.postMessage({ type: 'cancel' } satisfies Request);
    setTimeout(() => {
      if (this.#running && Atomics.load(this.#flags, at.cancelled) === before) this.#signal();
    }, waitMs);
  }

  async shutdown(): Promise<void> {
    this.#stopped = true;
    await this.#worker.terminate();
  }

  comm(message: { readonly type: string; readonly id: string }, context: KernelContext): void {
    if (message.type === 'comm_open') context.publish('comm_close', { comm_id: message.id, data: {} });
  }

  #signal(): void {
    Atomics.store(this.#flags, at.interrupted, 1);
    Atomics.store(this.#signals, 0, 2);
    this.#wake();
  }

  #wake(): void {
    Atomics.add(this.#flags, at.wake, 1);
    Atomics.notify(this.#flags, at.wake);
  }

  #ask(request: Unsent<Request>): Promise<string> {
    const id = this.#next++;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#replies.set(id, resolve);
    this.#worker.postMessage({ ...request, id });
    return promise;
  }

  #report(message: Report): void {
    switch (message.type) {
      case 'output':
        this.#show(JSON.parse(message.output) as CellOutput);
        break;
      case 'reply':
        this.#replies.get(message.id)?.(message.value);
        this.#replies.delete(message.id);
        break;
      case 'input':
        void this.#input(message.cell, message.prompt, message.password);
        break;
      case 'crashed':
        this.#crash(message.reason);
        break;
      case 'ready':
        this.#ready.resolve();
        break;
    }
  }

  #show(output: CellOutput): void {
    const context = this.#cells.get(output.cell);
    if (!context) return;
    if (output.kind === 'stream') context.stream(output.name, output.text);
    else if (output.kind === 'clear') context.clearOutput(output.wait);
    else if (output.kind === 'result') context.result(output.data, output.metadata);
    else if (output.kind === 'update' && output.id) context.updateDisplay(output.id, output.data, output.metadata);
    else context.display(output.data, output.metadata, output.id ?? undefined);
  }

  async #input(cell: number, prompt: string, password: boolean): Promise<void> {
    const context = this.#cells.get(cell);
    const answer: Answer = await (
      context?.input(prompt, password) ?? Promise.reject(new Error('The cell is gone.'))
    ).then(
      (text) => ({ text }),
      (error: Error) => (context?.signal.aborted ? null : { refused: error.message }),
    );
    this.#answers.postMessage(answer);
    this.#wake();
  }
}

/** Whether the signal came first. */
async function untilAborted(ready: Promise<void>, signal: AbortSignal): Promise<boolean> {
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.resolve();
  signal.addEventListener('abort', abort, { once: true });
  if (!signal.aborted) await Promise.race([ready, aborted.promise]);
  signal.removeEventListener('abort', abort);
  return signal.aborted;
}

function shared(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}

function codePoints(code: string, offset: number): number {
  return [...code.slice(0, offset)].length;
}

function utf16(code: string, offset: number): number {
  return [...code].slice(0, offset).join('').length;
}
