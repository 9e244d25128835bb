import { openSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Safe integers only. */
const name = /^(\d{1,15})\.journal$/;

/** The file of a kernel's messages from a sequence number on. */
export function segmentPath(folder: string, first: number): string {
  return join(folder, `${first}.journal`);
}

/** The first sequence numbers of the segments in a folder, in order; none where there is no folder. */
export async function segmentsIn(folder: string): Promise<number[]> {
  return inOrder(await readdir(folder).catch(() => []));
}

export function segmentsInNow(folder: string): number[] {
  try {
    return inOrder(readdirSync(folder));
  } catch {
    return [];
  }
}

/** To be read; undefined when it is gone. */
export function openSegment(folder: string, first: number): number | undefined {
  try {
    return openSync(segmentPath(folder, first), 'r');
  } catch {
    return undefined;
  }
}

function inOrder(files: readonly string[]): number[] {
  return files
    .map((file) => name.exec(file)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}
