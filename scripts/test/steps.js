import { spawn } from 'node:child_process';
import { root } from '../setup/places.js';

/** A step that takes longer hangs. */
const DEADLINE = 25 * 60_000;

/** @typedef {{ title: string, state: 'passed' | 'failed' | 'skipped', seconds: number, note?: string }} Result */

/** Runs titled steps one after the other and remembers how each ended. */
export class Steps {
  /** @type {Result[]} */
  results = [];

  /** Runs a command as a step. @returns {Promise<boolean>} whether it passed */
  async run(title, command, args, env = {}) {
    heading(title);
    const from = Date.now();
    const code = await inherit(command, args, { ...process.env, ...env });
    const seconds = (Date.now() - from) / 1000;
    this.results.push({ title, state: code === 0 ? 'passed' : 'failed', seconds });
    return code === 0;
  }

  skip(title, note) {
    heading(title);
    console.log(`skipped: ${note}`);
    this.results.push({ title, state: 'skipped', seconds: 0, note });
  }

  /** Something that could not even begin. */
  fail(title, note) {
    heading(title);
    console.error(note);
    this.results.push({ title, state: 'failed', seconds: 0, note });
  }

  get failed() {
    return this.results.some(({ state }) => state === 'failed');
  }
}

function heading(title) {
  console.log(`\n━━ ${title} ${'━'.repeat(Math.max(3, 76 - title.length))}`);
}

/** The command in its own process group, so that a deadline ends all of it. */
function inherit(command, args, env) {
  return new Promise((done) => {
    const grouped = process.platform !== 'win32';
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: grouped });
    const end = (signal) => {
      try {
        process.kill(grouped ? -child.pid : child.pid, signal);
      } catch {} // it is gone
    };
    const stop = () => {
      end('SIGTERM');
      process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
    const timer = setTimeout(() => {
      console.error(`the step did not end within ${DEADLINE / 60_000} minutes`);
      end('SIGKILL');
    }, DEADLINE);
    const finish = (code) => {
      clearTimeout(timer);
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
      done(code);
    };
    child.on('error', (error) => {
      console.error(error.message);
      finish(1);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}
