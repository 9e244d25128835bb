import { Script } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { signalFlags as at, type WatcherData } from './signal-flags.ts';

// A thread that learns of SIGINT although the kernel's own thread may be in an endless loop. Node tells no thread but the
// main one of signals, but the watchdog behind `breakOnSigint` ends the newest script that asked for it, in any thread.
const { flags, parent } = workerData as WatcherData;
/** How long code that waits may take to notice, and loops after that. */
const waitMs = 30;
const loopMs = 150;
const secondMs = 1000;

/** A signal came and is to be handled. */
let pending = false;
/** A signal is to be sent to the kernel's script, or was and is not ours. */
let forward = false;

/** Answers whether the kernel's thread took notice. */
function interrupt(): boolean {
  const count = Atomics.add(flags, at.asked, 1) + 1;
  parentPort?.postMessage(count);
  if (Atomics.load(flags, at.running) === 0 && isSeen(count, waitMs)) return true;
  Atomics.store(flags, at.halted, 1);
  return isSeen(count, loopMs) || Atomics.load(flags, at.running) === 0;
}

function isSeen(count: number, milliseconds: number): boolean {
  const seen = Atomics.load(flags, at.seen);
  if (seen < count) Atomics.wait(flags, at.seen, seen, milliseconds);
  return Atomics.load(flags, at.seen) >= count;
}

/** Sleeps until the kernel begins a script: this one is to be newer, so it ends and is begun anew. */
function watch(): void {
  const began = Atomics.load(flags, at.began);
  if (Atomics.exchange(flags, at.watched, began) < 0) parentPort?.postMessage('watching');
  Atomics.notify(flags, at.watched);
  while (Atomics.wait(flags, at.began, began, secondMs) === 'timed-out') endWithParent();
}

function endWithParent(): void {
  if (parent === undefined) return;
  try {
    process.kill(parent, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') process.kill(process.pid, 'SIGKILL');
  }
}

/** Runs `code` as a script that SIGINT ends when it is the newest. */
function untilSignal(code: Script): void {
  try {
    code.runInThisContext({ breakOnSigint: true });
  } catch {
    pending ||= !forward;
  }
}

// Three, one in the other: when a signal ends the newest, or while it begins anew, an older one still keeps the process
// from dying of the next signal. What a signal asks for is done by the one around it.
const watching = new Script('__himalia.watch()');
const handling = new Script('__himalia.handle()');
const outermost = new Script('__himalia.keep()');

function handle(): void {
  for (;;) {
    if (pending) {
      pending = false;
      forward = !interrupt();
      if (forward) return;
    }
    untilSignal(watching);
  }
}

function keep(): void {
  for (;;) {
    if (forward) {
      // No loop of a cell runs but something that looks at no flag. The kernel's script is newer than what is left here,
      // so its own watchdog ends it, wherever it is. That may break what it was doing: the last resort.
      process.kill(process.pid, 'SIGINT');
      isSeen(Atomics.load(flags, at.asked), loopMs);
      forward = false;
    }
    untilSignal(handling);
  }
}

Reflect.set(globalThis, '__himalia', { watch, handle, keep });
parentPort?.postMessage('starting');
Atomics.wait(flags, at.handedOver, 0);
for (;;) untilSignal(outermost);
