import { lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, extname, join, relative } from 'node:path';
import { codeOf } from './disk-error.ts';
import { syncFolder } from './durable-write.ts';
import { copyAndRemove } from './move-across.ts';

const maxSameNames = 10_000;

/** `YYYY-MM-DDThh:mm:ss` in local time, as the specification wants. */
function deletionDate(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day}T${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}

function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Takes a free name by creating its `.trashinfo`, so that two never get the same. */
async function reserve(trash: string, name: string, recordedPath: string): Promise<{ info: string; file: string }> {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const text = `[Trash Info]\nPath=${escapePath(recordedPath)}\nDeletionDate=${deletionDate(new Date())}\n`;
  for (let number = 1; number < maxSameNames; number++) {
    const candidate = number === 1 ? name : `${stem} ${number}${extension}`;
    const info = join(trash, 'info', `${candidate}.trashinfo`);
    const file = join(trash, 'files', candidate);
    if (await lstat(file).catch(() => undefined)) continue;
    try {
      await using handle = await open(info, 'wx', 0o600);
      await handle.writeFile(text);
      await handle.sync();
      return { info, file };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  throw new Error('the trash holds too many files of this name');
}

type Move = (from: string, to: string) => Promise<void>;
async function moveInto(trash: string, local: string, recordedPath: string, move: Move): Promise<void> {
  for (const part of ['files', 'info']) await mkdir(join(trash, part), { recursive: true, mode: 0o700 });
  const { info, file } = await reserve(trash, basename(local), recordedPath);
  try {
    await move(local, file);
  } catch (error) {
    await unlink(info).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(local));
}

/** The highest folder above a path that is on the same device. */
async function mountPoint(local: string): Promise<string> {
  const { dev } = await lstat(dirname(local));
  let folder = dirname(local);
  while (dirname(folder) !== folder && (await lstat(dirname(folder))).dev === dev) folder = dirname(folder);
  return folder;
}

async function moveIntoMountTrash(local: string): Promise<void> {
  const top = await mountPoint(local);
  await moveInto(join(top, `.Trash-${process.getuid?.() ?? 0}`), local, relative(top, local), rename);
}

/**
 * Moves a file or folder into the user's trash (FreeDesktop Trash specification 1.0): `$XDG_DATA_HOME/Trash`; from another
 * device the trash of that device, and where there can be none a copy in the user's. On macOS `~/.Trash`.
 */
export async function moveToTrash(local: string, environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (process.platform === 'darwin') return await moveToMacTrash(local);
  const home = join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'Trash');
  try {
    return await moveInto(home, local, local, rename);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
  }
  await moveIntoMountTrash(local).catch(() => moveInto(home, local, local, copyAndRemove));
}

async function moveToMacTrash(local: string): Promise<void> {
  const extension = extname(local);
  const stem = basename(local, extension);
  for (let number = 1; number < maxSameNames; number++) {
    const target = join(homedir(), '.Trash', number === 1 ? basename(local) : `${stem} ${number}${extension}`);
    if (await lstat(target).catch(() => undefined)) continue;
    return await rename(local, target);
  }
  throw new Error('the trash holds too many files of this name');
}
