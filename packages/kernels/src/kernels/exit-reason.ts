import { constants } from 'node:os';
import type { Exit } from '@himalia/contracts/kernels';
import type { MemoryVerdict } from './out-of-memory.ts';

const lines = 10;
const characters = 2000;
/** Shells and containers add the signal's number to this (POSIX, "Shell Command Language", 2.8.2). */
const signalled = 128;

const meanings: Readonly<Record<string, string>> = {
  SIGSEGV: 'native code in it accessed memory that is not its own',
  SIGBUS: 'native code in it accessed memory that is not there, or a disk was full',
  SIGABRT: 'native code in it gave up',
  SIGILL: 'it has native code for another processor',
  SIGFPE: 'native code in it divided by zero',
  SIGTERM: 'somebody ended it',
  SIGINT: 'somebody interrupted it and it does not handle that',
  SIGHUP: 'its terminal was closed',
  SIGXCPU: 'it used more processor time than it may',
  SIGPIPE: 'it wrote to something that was closed',
};

/** What V8 (Node, Deno), C++, Rust, Go and the JVM write when they get no more memory, and then end by themselves. */
const outOfMemory =
  /JavaScript heap out of memory|std::bad_alloc|memory allocation of \d+ bytes failed|runtime: out of memory|java\.lang\.OutOfMemoryError/;
/** Addresses of machine code, which nobody can read. */
const address = /^\s*\d+: 0x[\da-f]+\b/i;

function killed(memory: MemoryVerdict): string {
  if (memory === 'ran out') return 'memory ran out, and the system killed it';
  if (memory === 'did not run out') {
    return 'it was killed (SIGKILL), not by this server, and not because the memory of its control group ran out';
  }
  return 'it was killed (SIGKILL), not by this server; the system does so when memory runs out, but does not say here whether it did';
}

/** The signal it ended by, also where a shell around it tells it by its exit code. */
function signalOf({ code, signal }: Exit): string | undefined {
  if (signal !== null) return signal;
  if (code === null || code <= signalled) return undefined;
  return Object.entries(constants.signals).find(([, number]) => number === code - signalled)?.[0];
}

function how(exit: Exit, memory: MemoryVerdict, lastOutput: string): string {
  const signal = signalOf(exit);
  if (signal === 'SIGKILL') return killed(memory);
  const known = signal === undefined ? undefined : meanings[signal];
  const meaning = outOfMemory.test(lastOutput) ? 'it got no more memory' : known;
  const why = meaning === undefined ? '' : `: ${meaning}`;
  const told = exit.signal === null ? ` (exit code ${exit.code})` : '';
  if (signal !== undefined) return `it was ended by ${signal}${told}${why}`;
  if (exit.code === null) return 'it ended while no server watched it, so its exit code is unknown';
  return `it ended with exit code ${exit.code}${why}`;
}

/** What kernels say at their start (ipykernel warns of this and that) does not tell why they ended later. */
export function writtenSince(before: string, output: string): string {
  return output.startsWith(before) ? output.slice(before.length) : output;
}

/** A sentence, with the last lines that a kernel wrote. */
export function withOutput(said: string, lastOutput: string): string {
  const readable = lastOutput.split('\n').filter((line) => !address.test(line));
  const tail = readable.slice(-lines).join('\n').slice(-characters).trim();
  return tail ? `${said}; its last output:\n${tail}` : said;
}

/** Says in words how a kernel ended, with the last lines that it wrote. */
export function exitReason(exit: Exit, lastOutput: string, memory: MemoryVerdict = 'unknown'): string {
  return withOutput(how(exit, memory, lastOutput), lastOutput);
}
