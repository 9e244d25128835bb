/** Read from the journal and written at once. */
export const portionBytes: number = 1024 * 1024;
/** Kept for those who lag next. */
const mostSpare = 8;

const spare: Buffer[] = [];

/**
 * Memory for one portion of a journal. It is used again and again, because memory of buffers lies outside of V8's heap: a client that lags
 * now and then would make it collect the whole heap for a few megabytes.
 */
export function takePortionMemory(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(portionBytes);
}

/** Nobody reads from it any more. */
export function givePortionMemory(memory: Buffer): void {
  if (spare.length < mostSpare) spare.push(memory);
}
