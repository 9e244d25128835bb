import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kept } from './places.js';
import { say } from './progress.js';

const usual = join(kept, 'setup.lock');
const BEAT = 2_000;
const ABANDONED = 30_000;

/**
 * Lets one set-up run at a time in this clone: a second one waits for the first. A lock whose owner died is taken over.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work, path = usual) {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = 0; !acquire(path); waited += 1) {
    if (waited === 0) say(`another set-up runs in this folder (process ${owner(path)}); waiting for it`);
    await sleep(500);
  }
  const beat = setInterval(() => touch(path), BEAT);
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

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {} // somebody removed the folder; the work goes on
}

function acquire(path) {
  try {
    writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (abandoned(path)) takeOver(path);
    return false;
  }
}

/** One waiter at a time looks again and removes the lock, so that nobody removes a new owner's. */
function takeOver(path) {
  const claim = `${path}.takeover`;
  try {
    mkdirSync(claim);
  } catch {
    if (Date.now() - (statSync(claim, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < ABANDONED) return;
  }
  if (abandoned(path)) rmSync(path, { force: true });
  rmSync(claim, { recursive: true, force: true });
}

function owner(path) {
  try {
    return readFileSync(path, 'utf8').split(' ')[0];
  } catch {
    return 'unknown';
  }
}

/** The owner touches the file every two seconds; on the same machine its process must live, too. */
function abandoned(path) {
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
