import type { Exit } from '@himalia/contracts/kernels';

const lines = 10;
const characters = 2000;

function how({ code, signal }: Exit): string {
  if (signal === 'SIGKILL') return 'it was killed (SIGKILL), as the system does when memory runs out';
  if (signal !== null) return `it was ended by ${signal}`;
  return `it ended with exit code ${code ?? 'unknown'}`;
}

/** Says in words how a kernel ended, with the last lines that it wrote. */
export function exitReason(exit: Exit, lastOutput: string): string {
  const tail = lastOutput.split('\n').slice(-lines).join('\n').slice(-characters).trim();
  return tail ? `${how(exit)}; its last output:\n${tail}` : how(exit);
}
