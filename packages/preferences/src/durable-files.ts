import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes files so that at any moment the former or the new text is there; the answer comes when it is on disk. */
export class DurableFiles {
  readonly #writing = new Map<string, Promise<unknown>>();

  /** Writes to one path happen in the order in which they were asked for. Makes missing folders. */
  async write(path: string, text: string): Promise<void> {
    await this.#alone(path, () => replace(path, text));
  }

  /** False when there was no such file. */
  async remove(path: string): Promise<boolean> {
    return await this.#alone(path, async () => {
      if (!(await stat(path).catch(() => undefined))) return false;
      await rm(path);
      await syncFolder(dirname(path));
      return true;
    });
  }

  #alone<T>(path: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#writing.get(path) ?? Promise.resolve()).then(work);
    const settled = result.then(
      () => {},
      () => {},
    );
    this.#writing.set(path, settled);
    void settled.then(() => {
      if (this.#writing.get(path) === settled) this.#writing.delete(path);
    });
    return result;
  }
}

/** A link is followed: people keep their configuration elsewhere. The mode stays. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await realpath(path).catch(() => path);
  const former = await stat(file).catch(() => undefined);
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await using handle = await open(draft, 'wx');
    await handle.writeFile(text);
    await handle.sync();
    if (former) await chmod(draft, former.mode & 0o7777);
    await rename(draft, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; its rename is durable enough without.
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a failed write means to the user. */
export function writeProblem(error: unknown): { readonly code: 'no_space' | 'failed'; readonly message: string } {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && full.has(code))
    return { code: 'no_space', message: 'The disk is full, or the quota is used up; nothing was changed' };
  return { code: 'failed', message: `It cannot be written: ${code ?? message}` };
}
