import { statfs } from 'node:fs/promises';

/** WAL: readers and the writer do not wait for each other; they share memory, so they must be on one machine. */
export type JournalMode = 'WAL' | 'DELETE';

/** Linux's numbers (statfs(2)) of file systems that several machines may have open. */
const shared = new Set([
  0x69_69, // NFS
  0x51_7b, // SMB
  0xff_53_4d_42, // CIFS
  0xfe_53_4d_42, // SMB 2
  0x0b_d0_0b_d0, // Lustre
  0x47_50_46_53, // GPFS
  0x19_83_03_26, // BeeGFS
  0x00_c3_64_00, // Ceph
  0x53_46_41_4f, // AFS
  0xaa_d7_aa_ea, // PanFS
  0x65_73_55_46, // FUSE: sshfs and others
]);

export function journalModeOn(fileSystem: number): JournalMode {
  return shared.has(fileSystem >>> 0) ? 'DELETE' : 'WAL';
}

export async function journalModeIn(folder: string): Promise<JournalMode> {
  if (process.platform !== 'linux') return 'WAL';
  return journalModeOn((await statfs(folder)).type);
}
