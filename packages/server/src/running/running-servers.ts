import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExitError } from '../exit-error.ts';
import type { ServerInfo } from './runtime-file.ts';

/**
 * The servers whose runtime files lie in this folder, by port. Files of processes that are gone are removed: a killed
 * server could not do it. A file that cannot be read is left alone.
 */
export function runningServers(folder: string): readonly ServerInfo[] {
  return names(folder)
    .flatMap((name) => read(folder, name) ?? [])
    .sort((left, right) => left.port - right.port);
}

/** The server on a port: 8888 unless given, or the only one that runs. Throws `ExitError` 1 when there is none. */
export function runningServer(folder: string, given: number | undefined): ServerInfo {
  const servers = runningServers(folder);
  const port = given ?? 8888;
  const server = servers.find((candidate) => candidate.port === port);
  const [only, ...others] = servers;
  if (server) return server;
  if (given === undefined && only && others.length === 0) return only;
  const ports = servers.map((candidate) => candidate.port).join(', ');
  throw new ExitError(
    1,
    `No server runs on port ${port}. ${ports ? `There are servers on: ${ports}.` : 'None runs at all.'}`,
  );
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^jpserver-\d+\.json$/.test(name));
  } catch {
    return []; // nothing ever ran here
  }
}

function read(folder: string, name: string): ServerInfo | undefined {
  const path = join(folder, name);
  try {
    const info = JSON.parse(readFileSync(path, 'utf8')) as ServerInfo;
    if (lives(info.pid)) return info;
    const page = path.replace(/\.json$/, '-open.html');
    // It may have been killed while it wrote its page.
    for (const left of [`${page}.new`, page, path]) rmSync(left, { force: true });
  } catch {} // being written, or another user's
  return undefined;
}

/** Whether a process with this id exists. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
