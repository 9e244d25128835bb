import { chmodSync, closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { lastBytes, lastLines } from './end-of-file.ts';

const mostBytes = 1024 * 1024;
/** How long nobody looks how long it is, in milliseconds: seldom while it is quiet, often in a flood. */
const longestMs = 1000;
const shortestMs = 50;

/**
 * Where a kernel writes what is not a message (stdout, stderr). A file, because a pipe breaks with the process that reads
 * it, and the kernel that writes next may break with it. Only its end is of interest: it begins anew when it is long.
 */
export class OutputFile implements Disposable {
  readonly #path: string;
  readonly #file: number;
  #timer: NodeJS.Timeout;
  #waitMs = longestMs;
  /** Its end when it began anew last. */
  #before: Buffer = Buffer.alloc(0);

  private constructor(path: string, file: number) {
    this.#path = path;
    this.#file = file;
    this.#timer = this.#later();
  }

  /** Readable by its owner only. With `goOn` what was written before stays, for a process that writes to it already. */
  static open(path: string, goOn: boolean): OutputFile {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (!goOn) rmSync(path, { force: true });
    const file = openSync(path, 'a+', 0o600);
    chmodSync(path, 0o600);
    return new OutputFile(path, file);
  }

  /** To hand on to a process. Everybody appends, so that beginning anew harms nobody. */
  get descriptor(): number {
    return this.#file;
  }

  /** The last lines. */
  get end(): string {
    return lastLines(Buffer.concat([this.#before, lastBytes(this.#file)]));
  }

  /** Closes and removes it. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }

  #later(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#waitMs = this.#bound() ? shortestMs : Math.min(longestMs, this.#waitMs * 2);
      this.#timer = this.#later();
    }, this.#waitMs).unref();
  }

  /** Answers whether it was long. */
  #bound(): boolean {
    if (fstatSync(this.#file).size <= mostBytes) return false;
    this.#before = lastBytes(this.#file);
    ftruncateSync(this.#file);
    return true;
  }
}
