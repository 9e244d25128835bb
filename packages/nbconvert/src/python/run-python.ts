import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { NotebookExportError } from '@himalia/contracts/nbconvert';
import { childEnvironment } from '@himalia/core';

const script = fileURLToPath(new URL('../../python/convert.py', import.meta.url));
/** Characters of what it printed. */
const TAIL = 2000;

export type Run = {
  readonly python: string;
  readonly command: 'list' | 'convert';
  /** JSON. */
  readonly request: string;
  readonly largest: number;
  /** Ends it, with all that it started. */
  readonly signal: AbortSignal;
};
export type Ran = { readonly code: number | null; readonly output: Buffer; readonly tail: string };

/** Runs our script for nbconvert. Rejects with `too_large`, or with the signal's reason. */
export async function runPython({ python, command, request, largest, signal }: Run): Promise<Ran> {
  signal.throwIfAborted();
  const child = spawn(python, [script, command], {
    cwd: tmpdir(),
    env: childEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const pieces: Buffer[] = [];
  let [size, tail, tooLarge] = [0, '', false];
  child.stdin.on('error', () => {}); // it ended before it had read all
  child.stdin.end(request);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-TAIL);
  });
  child.stdout.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size <= largest) pieces.push(piece);
    else if (!tooLarge) {
      tooLarge = true;
      end(child);
    }
  });
  const abort = (): void => end(child);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const code = await ended(child);
    signal.throwIfAborted();
    if (tooLarge) throw new NotebookExportError('too_large', `The result is larger than ${largest / 2 ** 20} MiB`);
    return { code, output: Buffer.concat(pieces), tail };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function ended(child: ChildProcess): Promise<number | null> {
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** With LaTeX, browsers and what else it started. */
function end(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it is gone
  }
}
