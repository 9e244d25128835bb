import '../compile-cache.ts';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { PyodideAPI } from 'pyodide';
import { environmentFor, mountFor, timeZones } from './host-folder.ts';
import { startPython } from './start-python.ts';
import { pythonFlags as at, type Report, type Request, type WorkerData } from './worker-messages.ts';

// The thread in which Python runs. It blocks while Python does; the kernel's main thread never does.
const { flags, signals, answers, folder, cache } = workerData as WorkerData;
type Shell = {
  attach(host: object, folder: string, environment: string): void;
  execute(request: string): string | PromiseLike<string>;
  cancel(): void;
  complete(code: string, cursor: number): string;
  inspect(code: string, cursor: number, detail: number): string;
  is_complete(code: string): string;
};

function report(message: Report): void {
  parentPort?.postMessage(message);
}

/** What Python calls. */
const host = {
  send: (output: string) => report({ type: 'output', output }),
  ask(cell: number, prompt: string, password: boolean): string {
    while (receiveMessageOnPort(answers)); // Of a question that was interrupted.
    report({ type: 'input', cell, prompt, password });
    for (;;) {
      const wake = Atomics.load(flags, at.wake);
      const answer = receiveMessageOnPort(answers);
      // Of an interrupt come both a signal and the answer null, in any order; the signal must not raise once more.
      if (interrupted() || answer?.message === null) {
        interrupted();
        return 'null';
      }
      if (answer) return JSON.stringify(answer.message);
      Atomics.wait(flags, at.wake, wake);
    }
  },
  /** Answers whether the sleeper was interrupted. */
  sleep(seconds: number): boolean {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const wake = Atomics.load(flags, at.wake);
      if (interrupted()) return true;
      const rest = end - performance.now();
      if (rest <= 0) return false;
      Atomics.wait(flags, at.wake, wake, rest);
    }
  },
};

/** Takes an interrupt, so that Python's own check does not raise it once more. */
function interrupted(): boolean {
  if (Atomics.exchange(flags, at.interrupted, 0) === 0) return false;
  Atomics.store(signals, 0, 0);
  return true;
}

async function execute(shell: Shell, request: string): Promise<string> {
  Atomics.store(signals, 0, 0);
  Atomics.store(flags, at.interrupted, 0);
  Atomics.store(flags, at.running, 1);
  let reply: string | PromiseLike<string>;
  try {
    reply = shell.execute(request);
  } finally {
    Atomics.store(flags, at.running, 0);
  }
  return await reply;
}

async function answer(shell: Shell, request: Exclude<Request, { type: 'cancel' }>): Promise<string> {
  switch (request.type) {
    case 'execute':
      return await execute(shell, request.request);
    case 'complete':
      return shell.complete(request.code, request.cursor);
    case 'inspect':
      return shell.inspect(request.code, request.cursor, request.detail);
    case 'isComplete':
      return shell.is_complete(request.code);
  }
}

function failure(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const lines = message.trimEnd().split('\n');
  const [ename, evalue = ''] = (lines.at(-1) ?? '').split(': ', 2);
  return JSON.stringify({ status: 'error', ename: ename || name, evalue, traceback: lines });
}

function listen(python: PyodideAPI): void {
  const shell: Shell = python.pyimport('himalia_shell.shell').shell;
  const mount = mountFor(folder);
  for (const { python: inside, host: outside } of [mount, ...timeZones()]) {
    python.FS.mkdirTree(inside);
    python.mountNodeFS(inside, outside);
  }
  python.setInterruptBuffer(signals);
  shell.attach(host, mount.folder, JSON.stringify(environmentFor(mount, process.env)));
  parentPort?.on('message', async (request: Request) => {
    if (request.type === 'cancel') {
      Atomics.add(flags, at.cancelled, 1);
      shell.cancel();
      return;
    }
    try {
      report({ type: 'reply', id: request.id, value: await answer(shell, request) });
    } catch (error) {
      const fatal = error instanceof Error && 'pyodide_fatal_error' in error;
      if (fatal) report({ type: 'crashed', reason: error.message });
      else report({ type: 'reply', id: request.id, value: failure(error) });
    }
  });
  report({ type: 'ready' });
}

listen(await startPython(cache));
