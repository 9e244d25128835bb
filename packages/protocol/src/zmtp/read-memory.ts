/** Measured from 64 kB to 4 MB: larger reads save little, and a batch should fit into the processor's cache. */
const readBytes = 256 * 1024;
let shared: Buffer | undefined;

/**
 * What transient sockets read into, one after the other (the `onread` option of node:net), so that a peer that floods leaves no
 * memory behind. Windows writes into it before anybody is told, so there each socket has its own.
 */
export function readMemory(): Buffer {
  if (process.platform === 'win32') return Buffer.allocUnsafeSlow(readBytes);
  shared ??= Buffer.allocUnsafeSlow(readBytes);
  return shared;
}
