import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A Python with this module, or undefined: `HIMALIA_PYTHON`, else the first of the PATH. */
export function pythonWith(module: string): string | undefined {
  for (const python of [process.env.HIMALIA_PYTHON, 'python3', 'python']) {
    if (python === undefined || python === '') continue;
    try {
      execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore', timeout: 30_000 });
      return python;
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

export type Peer = { readonly process: ChildProcess; line(): Promise<Record<string, unknown>>; ended(): Promise<void> };

/** Runs a script that answers in lines of JSON. */
export function startPeer(python: string, script: string, args: readonly string[]): Peer {
  const child = spawn(python, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = new Promise<void>((done) => child.once('close', () => done()));
  return {
    process: child,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error('The Python peer ended without an answer.');
      return JSON.parse(String(value)) as Record<string, unknown>;
    },
    ended: () => exit,
  };
}
