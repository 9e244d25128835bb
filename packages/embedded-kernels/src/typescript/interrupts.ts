import { extname } from 'node:path';
import type { Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { Interrupted } from './interrupted.ts';
import { signalFlags as at, signalFlagsLength } from './signal-flags.ts';

const ignore = (): void => undefined;

/** How long a cell waits for the watching thread before it begins without. */
const watcherMs = 500;

/**
 * SIGINT for code that runs. The watching thread hears of it first. Code that waits is told through `onInterrupt`; loops of
 * cells look at `flags[0]` and end themselves by `halt`; anything else that does not yield is ended by the watchdog of the
 * script it began in (`run`).
 */
export class Interrupts {
  readonly flags: Int32Array = new Int32Array(new SharedArrayBuffer(signalFlagsLength * Int32Array.BYTES_PER_ELEMENT));
  /** Resolves when signals arrive; before, they are ignored. */
  readonly ready: Promise<void>;
  onInterrupt: () => void = ignore;

  /** With `parent`, the process ends when that process is gone, whatever it does. */
  constructor(parent: number | undefined) {
    process.on('SIGINT', ignore);
    this.flags[at.watched] = -1;
    const here = new URL(import.meta.url);
    const worker = new Worker(new URL(`./signal-watcher${extname(here.pathname)}`, here), {
      workerData: { flags: this.flags, parent },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    });
    worker.unref();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    worker.on('message', (message: 'starting' | 'watching' | number) => {
      if (message === 'starting') this.#handOver();
      else if (message === 'watching') resolve();
      else this.#asked(message);
    });
  }

  /** Runs a script, which calls `begin` first. Throws `Interrupted` if it was ended from outside. */
  run(script: Script): unknown {
    Atomics.store(this.flags, at.halted, 0);
    try {
      return script.runInThisContext({ breakOnSigint: true });
    } catch (error) {
      const ended = error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
      if (!ended) throw error;
      this.#see(Atomics.load(this.flags, at.asked));
      throw new Interrupted();
    } finally {
      Atomics.store(this.flags, at.running, 0);
    }
  }

  /** The watchdog of the script that runs is registered: lets the watching thread register its own once more, after it. */
  begin(): void {
    const began = Atomics.add(this.flags, at.began, 1) + 1;
    Atomics.store(this.flags, at.running, 1);
    Atomics.notify(this.flags, at.began);
    const limit = performance.now() + watcherMs;
    for (let watched = 0; performance.now() < limit; Atomics.wait(this.flags, at.watched, watched, watcherMs)) {
      watched = Atomics.load(this.flags, at.watched);
      if (watched === began) return;
    }
  }

  /** Ends the loop that called it, and those around it: the flag stays until the event loop turns. */
  halt(): never {
    this.#see(Atomics.load(this.flags, at.asked));
    setImmediate(() => Atomics.store(this.flags, at.halted, 0));
    throw new Interrupted();
  }

  // With a listener of Node's own, signals would go to libuv, and each `breakOnSigint` would take the handler away and back.
  #handOver(): void {
    process.off('SIGINT', ignore);
    Atomics.store(this.flags, at.handedOver, 1);
    Atomics.notify(this.flags, at.handedOver);
  }

  #asked(count: number): void {
    if (Atomics.load(this.flags, at.seen) >= count) return;
    this.#see(count);
    Atomics.store(this.flags, at.halted, 0);
    this.onInterrupt();
  }

  #see(count: number): void {
    Atomics.store(this.flags, at.seen, count);
    Atomics.notify(this.flags, at.seen);
  }
}
