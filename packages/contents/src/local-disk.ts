import { statfs } from 'node:fs/promises';

/**
 * File systems of Linux (`statfs` magic numbers) that are on this machine's own disks or in its memory: asking about a file
 * never waits for a network or for another process.
 */
const ownDisks: ReadonlySet<number> = new Set([
  0xef53, // ext2 to ext4
  0x5846_5342, // XFS
  0x9123_683e, // Btrfs
  0xf2f5_2010, // F2FS
  0x2fc1_2fc1, // ZFS
  0xca45_1a4e, // bcachefs
  0x0102_1994, // tmpfs
  0x794c_7630, // overlayfs, as containers have
]);

/** Milliseconds that an answer holds: a device's number may be another's after it was unmounted. */
const holds = 10_000;
const maxKnown = 100;
const known = new Map<bigint, { readonly isOwn: boolean; readonly until: number }>();

/** Whether what is on this device (of `stat`) is on such a disk; false where that is not known. */
export async function isOnOwnDisk(local: string, device: bigint): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const before = known.get(device);
  if (before && performance.now() < before.until) return before.isOwn;
  const found = await statfs(local).catch(() => undefined);
  const isOwn = found !== undefined && ownDisks.has(found.type >>> 0);
  if (known.size >= maxKnown) known.clear();
  known.set(device, { isOwn, until: performance.now() + holds });
  return isOwn;
}
