import { AsyncLocalStorage } from 'node:async_hooks';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { ExecuteContext, KernelContext } from '@himalia/protocol';

type Name = 'stdout' | 'stderr';
/** Text that code may print before the event loop turns again; more could not be sent and would only fill the memory. */
const mostAtOnce = 32 * 1024 * 1024;
/** In one turn, so many texts are sent at once if they are so far apart (ms): code that then computes for long is heard. */
const promptTexts = 50;
const promptAfterMs = 2;

/** Brings what code prints to the cell it was started by, also when a timer or a promise of an earlier cell prints. */
export class OutputRouting {
  readonly #cells = new AsyncLocalStorage<ExecuteContext>();
  #latest: ExecuteContext | undefined;
  #sinceTurn = 0;
  #prompt = 0;
  #lastPrompt = 0;

  /** Takes over `process.stdout`, `process.stderr` and the console. */
  install(): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const target = new RoutedStream((text) => this.#write(name, text));
      process[name].write = target.write.bind(target) as typeof process.stdout.write;
    }
    const console = new Console({ stdout: process.stdout, stderr: process.stderr, colorMode: true });
    for (const key of Object.keys(console)) {
      const method: unknown = Reflect.get(console, key);
      if (typeof method === 'function') Reflect.set(globalThis.console, key, method);
    }
    globalThis.console.clear = () => this.#find()?.clearOutput(true);
  }

  run<T>(context: ExecuteContext, run: () => T): T {
    this.#latest = context;
    return this.#cells.run(context, run);
  }

  /** The cell that the running code belongs to. */
  get context(): ExecuteContext {
    const context = this.#find();
    if (!context) throw new Error('No cell has run yet.');
    return context;
  }

  /** As `context`, for code that has none of a cell: the kernel's own handlers. */
  write(name: Name, text: string, context: KernelContext | undefined = this.#find()): void {
    context?.stream(name, text);
  }

  #find(): ExecuteContext | undefined {
    return this.#cells.getStore() ?? this.#latest;
  }

  #write(name: Name, text: string): void {
    if (this.#sinceTurn === 0) setImmediateOnce(() => this.#turned());
    if (this.#sinceTurn > mostAtOnce || text === '') return;
    this.#sinceTurn += text.length;
    const context = this.#find();
    if (this.#isPrompt()) context?.publish('stream', { name, text });
    else context?.stream(name, text);
    if (this.#sinceTurn > mostAtOnce) context?.stream('stderr', '\n[More was printed at once than can be sent.]\n');
  }

  #isPrompt(): boolean {
    const now = performance.now();
    if (this.#prompt >= promptTexts || now - this.#lastPrompt < promptAfterMs) return false;
    this.#prompt += 1;
    this.#lastPrompt = now;
    return true;
  }

  #turned(): void {
    this.#sinceTurn = 0;
    this.#prompt = 0;
  }
}

// Taken at start: cells may replace the global one.
const setImmediateOnce = setImmediate;

class RoutedStream extends Writable {
  readonly #route: (text: string) => void;

  constructor(route: (text: string) => void) {
    super({ decodeStrings: false });
    this.#route = route;
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const encoding = typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8';
    const done = rest.find((value) => typeof value === 'function');
    this.#route(typeof chunk === 'string' ? text(chunk, encoding) : Buffer.from(chunk as Uint8Array).toString());
    if (done) queueMicrotask(() => Reflect.apply(done as () => void, undefined, []));
    return true;
  }
}

function text(chunk: string, encoding: BufferEncoding): string {
  return encoding === 'hex' || encoding === 'base64' ? Buffer.from(chunk, encoding).toString() : chunk;
}
