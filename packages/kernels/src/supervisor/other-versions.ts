import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Peer } from './peer.ts';
import { version } from './supervisor-folder.ts';
import { isLocked } from './take-lock.ts';

const patienceMs = 1000;
const pauseMs = 20;
const lockName = /^supervisor-(\d+)\.lock$/;

/**
 * Whether a supervisor of another version lives in this folder. One of an older version that no server uses ends when it hears of
 * this one, and leaves its kernels to it.
 */
export async function othersLive(folder: string): Promise<boolean> {
  const others = readdirSync(folder).flatMap((file) => lockName.exec(file)?.[1] ?? []);
  const live = others.map((other) => other !== String(version) && lives(join(folder, `supervisor-${other}`)));
  return (await Promise.all(live)).includes(true);
}

async function lives(name: string): Promise<boolean> {
  const lock = `${name}.lock`;
  if (!isLocked(lock)) return false;
  // Its hello tells the version.
  using _peer = new Peer(connect(`${name}.sock`), {
    answer: () => Promise.reject(new Error('a supervisor asks nothing of another')),
    told: () => undefined,
    frame: () => undefined,
    closed: () => undefined,
  });
  const until = performance.now() + patienceMs;
  while (isLocked(lock)) {
    if (performance.now() > until) return true;
    await sleep(pauseMs);
  }
  return false;
}
