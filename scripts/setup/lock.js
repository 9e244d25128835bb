import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kept } from './places.js';
import { say } from './progress.js';

const path = join(kept, 'setup.lock');
const BEAT = 2_000;
const ABANDONED = 30_000;

/**
 * Lets one set-up run at a time in this clone: a second one waits for the first. A lock whose owner died is taken over.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  mkdirSync(kept, { recursive: true });
  for (let waited = 0; !acquire(); waited += 1) {
    if (waited === 0) say(`another set-up runs in this folder (process ${owner()}); waiting for it`);
    await sleep(500);
  }
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), BEAT);
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

function acquire() {
  try {
    writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (abandoned()) takeOver();
    return false;
  }
}

/** One waiter at a time looks again and removes the lock, so that nobody removes a new owner's. */
function takeOver() {
  const claim = `${path}.takeover`;
  try {
    mkdirSync(claim);
  } catch {
    if (Date.now() - (statSync(claim, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < ABANDONED) return;
  }
  if (abandoned()) rmSync(path, { force: true });
  rmSync(claim, { recursive: true, force: true });
}

function owner() {
  try {
    return readFileSync(path, 'utf8').split(' ')[0];
  } catch {
    return 'unknown';
  }
}

/** The owner touches the file every two seconds; on the same machine its process must live, too. */
function abandoned() {
  try {
    if (Date.now() - statSync(path).mtimeMs > ABANDONED) return true;
    const [pid, host] = readFileSync(path, 'utf8').split(' ');
    return host === hostname() && !lives(Number(pid));
  } catch {
    return false; // released meanwhile
  }
}

function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
