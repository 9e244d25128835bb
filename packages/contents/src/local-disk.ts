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

/** Whether a folder is on such a disk; false where that is not known. */
export async function isOnOwnDisk(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const found = await statfs(folder).catch(() => undefined);
  return found !== undefined && ownDisks.has(found.type >>> 0);
}
