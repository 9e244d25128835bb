#!/usr/bin/env node
/**
 * The `himalia` command. Plain JavaScript for any Node from 18 on: where the running one is too old, it starts again with
 * the one that npm's `node` package brought along.
 */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED = 24;
const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
const built = join(here, '../dist/main.js');
const source = join(here, '../src/main.ts');
const inDevelopment = process.execArgv.includes('--conditions=source') || !existsSync(built);
const old = Number(process.versions.node.split('.')[0]) < NEEDED;
const node = old ? bundledNode() : process.execPath;

if (node === undefined) {
  console.error(`himalia needs Node ${NEEDED} or later; this is ${process.version} (${process.execPath}).`);
  console.error(
    'In a clone, "npm run setup" brings one along; elsewhere install one, or set HIMALIA_NODE to its path.',
  );
  process.exitCode = 1;
} else if (old || (inDevelopment && !process.execArgv.includes('--conditions=source'))) again(node);
else await import(pathToFileURL(inDevelopment ? source : built).href);

/** The Node that came with the install: looked for upwards from this package's own folder. */
function bundledNode() {
  const binary = join('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (process.env.HIMALIA_NODE && existsSync(process.env.HIMALIA_NODE)) return process.env.HIMALIA_NODE;
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, binary))) return join(folder, binary);
  }
  return undefined;
}

/**
 * Runs the command again and becomes as thin as a parent can be: signals go through, the exit code comes back. The channel
 * tells the child when this process was killed.
 */
function again(command) {
  const flags = inDevelopment ? ['--conditions=source'] : [];
  const [, program = fileURLToPath(import.meta.url), ...rest] = process.argv; // its name may be one of Jupyter's
  const args = [...flags, program, ...rest];
  const child = spawn(command, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']) {
    process.on(signal, () => {
      // The terminal sends Ctrl-C to both.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`himalia: ${command} cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
