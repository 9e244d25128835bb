import { appendFileSync, renameSync, statSync } from 'node:fs';

const mostBytes = 256 * 1024;

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Writes lines to a file that never grows beyond a bound: the one before it is kept beside it. */
export function boundedLog(path: string): (line: string) => void {
  return (line) => {
    try {
      if (sizeOf(path) > mostBytes) renameSync(path, `${path}.1`);
      appendFileSync(path, line, { mode: 0o600 });
    } catch {} // a full disk must not end kernels
  };
}
