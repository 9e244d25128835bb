import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

type Formats = ReadonlyMap<string, string>;

/**
 * The formats of the nbconvert that was asked last, in a file: asking starts Python, which takes a second or more. A file that cannot
 * be read or written is as none.
 */
export class KeptFormats {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Undefined unless they were kept under this stamp. */
  async read(stamp: string): Promise<Formats | undefined> {
    try {
      const kept = JSON.parse(await readFile(this.#file, 'utf8'));
      return kept.stamp === stamp ? new Map(Object.entries<string>(kept.formats)) : undefined;
    } catch {
      return undefined;
    }
  }

  async write(stamp: string, formats: Formats): Promise<void> {
    const text = JSON.stringify({ stamp, formats: Object.fromEntries(formats) });
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 }).catch(() => undefined);
    await writeFile(this.#file, text, { mode: 0o600 }).catch(() => undefined);
  }
}
