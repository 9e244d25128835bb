import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Finding, ok, warning, wrong } from './finding.ts';

const little = 100 * 1024 * 1024;
type Folder = {
  readonly about: string;
  readonly path: string;
  /** Holds secrets. */
  readonly secret?: boolean;
  /** The server makes it when it is not there. */
  readonly made?: boolean;
};

/** Whether a folder is there, may be written, is closed to others where it must be, and has room. */
export function judgeFolder({ about, path, secret = false, made = false }: Folder): readonly Finding[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats && !made) return [wrong(about, `There is no folder ${path}.`, 'Make it, or name another one.')];
  if (stats && !stats.isDirectory()) return [wrong(about, `${path} is no folder.`, 'Name another one.')];
  const held = stats ? path : existingAbove(path);
  if (!allowed(held, constants.W_OK | constants.R_OK | constants.X_OK))
    return [wrong(about, `This user may not write to ${held}.`, `Ask for the permission, or name another folder.`)];
  return [
    ok(about, `${path} can be written.`),
    ...judgeSecrecy(about, path, stats?.mode, secret),
    ...room(about, held),
  ];
}

function judgeSecrecy(about: string, path: string, mode: number | undefined, secret: boolean): readonly Finding[] {
  if (!secret || mode === undefined || process.platform === 'win32' || (mode & 0o022) === 0) return [];
  return [warning(about, `Others may write to ${path}, which holds tokens.`, `chmod go-w ${path}`)];
}

function room(about: string, path: string): readonly Finding[] {
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize >= little) return [];
  const megabytes = Math.floor((bavail * bsize) / 1024 / 1024);
  return [
    warning(about, `Only ${megabytes} MB are left on the disk of ${path}.`, 'Make room, or saves will be refused.'),
  ];
}

function existingAbove(path: string): string {
  let folder = resolve(path);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}

function allowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
