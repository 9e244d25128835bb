// The folder a build happens in: one at a time, and nothing of an interrupted one survives.
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const beat = 10_000;
const needed = 900 * 2 ** 20;

function processLives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A builder touches its file at each beat: process ids alone are used again, above all in containers. */
function inUse(folder) {
  const alive = join(folder, 'alive');
  try {
    const fresh = Date.now() - statSync(alive).mtimeMs < 6 * beat;
    return fresh && processLives(Number(readFileSync(alive, 'utf8')));
  } catch {
    return existsSync(folder) && Date.now() - statSync(folder).mtimeMs < beat;
  }
}

function checkSpace(parent) {
  const { bavail, bsize } = statfsSync?.(parent) ?? { bavail: Number.POSITIVE_INFINITY, bsize: 1 };
  if (bavail * bsize >= needed) return;
  const megabytes = (bytes) => `${Math.floor(bytes / 2 ** 20)} MB`;
  throw new Error(
    `Building the front end takes ${megabytes(needed)} for a while; ${parent} has ${megabytes(bavail * bsize)} left.`,
  );
}

/** Waits for another build; undefined when `stillNeeded` says that it did the work. */
export async function openWorkshop(parent, { progress, stillNeeded }) {
  const folder = join(parent, '.work');
  if (inUse(folder)) progress('waiting for another build');
  while (inUse(folder)) await sleep(500);
  if (!stillNeeded()) return undefined;
  rmSync(folder, { recursive: true, force: true });
  checkSpace(parent);
  mkdirSync(folder);
  const alive = join(folder, 'alive');
  writeFileSync(alive, String(process.pid));
  const timer = setInterval(() => existsSync(alive) && utimesSync(alive, new Date(), new Date()), beat);
  const close = () => {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, close };
}
