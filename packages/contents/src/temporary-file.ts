import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const prefix = '.~himalia-';
const pattern = /^\.~himalia-([0-9a-f]{6})-(\d+)-[0-9a-f]{8}$/;
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
const maxAgeSeconds = 24 * 3600;
const minAgeSeconds = 60;

/** A name beside a file to be written. It says who writes, so that what a killed server left can be told and removed. */
export function temporaryName(): string {
  return `${prefix}${host}-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Such names are never shown, also where hidden files are. */
export function isTemporary(name: string): boolean {
  return name.startsWith(prefix);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isLeftover(folder: string, name: string): Promise<boolean> {
  const [, writer, pid] = pattern.exec(name) ?? [];
  if (writer === undefined || (writer === host && Number(pid) === process.pid)) return false;
  const found = await stat(join(folder, name)).catch(() => undefined);
  if (!found) return false;
  const age = (Date.now() - found.mtimeMs) / 1000;
  return age > maxAgeSeconds || (age > minAgeSeconds && writer === host && !isAlive(Number(pid)));
}

/** Removes temporary files of writers that are gone. Never fails: it is done in passing. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(isTemporary)) {
    if (await isLeftover(folder, name))
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
