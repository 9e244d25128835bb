import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { explain } from './explain.js';
import { kept, root } from './places.js';

const TAIL = 60;

/** A step of the set-up that failed; the message is for the person at the terminal. */
export class SetupError extends Error {}

/**
 * Runs a command in the clone; its output goes to `.himalia/logs/NAME.log`. Rejects with an explained `SetupError`.
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, cwd?: string }} [options]
 */
export function run(name, command, args, { env = {}, cwd = root } = {}) {
  const logs = join(kept, 'logs');
  mkdirSync(logs, { recursive: true });
  const path = join(logs, `${name}.log`);
  const log = createWriteStream(path);
  log.on('error', () => {}); // a full disk shows in the command itself
  const tail = [];
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk) => {
      log.write(chunk);
      tail.push(...String(chunk).split('\n').filter(Boolean));
      tail.splice(0, Math.max(0, tail.length - TAIL));
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => fail(failure(name, `${error.message}\n`, path)));
    child.on('close', (code, signal) => {
      log.end();
      if (code === 0) done(tail.join('\n'));
      else fail(failure(name, `${tail.join('\n')}\n${signal ?? ''}`, path));
    });
  });
}

function failure(name, output, path) {
  const last = output
    .trim()
    .split('\n')
    .slice(-12)
    .map((line) => `    ${line}`)
    .join('\n');
  const reason = explain(output) ?? 'The last lines of its output:';
  return new SetupError(`${name} failed. ${reason}\n${last}\n  All of it: ${relative(root, path)}`);
}

/** npm as a command and its first arguments: the one that runs this script, else the one on PATH. */
export function npm() {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script)) return [process.execPath, script];
  return process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm'];
}
