import { ContentsError } from '@himalia/contracts/contents';
import { DurableFile } from './durable-write.ts';
import type { Found } from './entry-model.ts';

type Upload = { readonly file: DurableFile; last: number; timer: NodeJS.Timeout };

/** Files that arrive in pieces, numbered 1, 2, … and -1. They are written beside their target, which changes at the last piece. */
export class ChunkedUploads implements AsyncDisposable {
  readonly #uploads = new Map<string, Upload>();
  readonly #limit: number;
  readonly #patience: number;

  /** `limit` uploads at a time; one that rests for `patience` milliseconds is dropped. */
  constructor(limit = 100, patience = 3_600_000) {
    this.#limit = limit;
    this.#patience = patience;
  }

  /** Takes one piece. Answers with the state of the file so far when it is not the last. */
  async add(local: string, path: string, chunk: number, bytes: Uint8Array): Promise<Found | undefined> {
    const upload = chunk === 1 ? await this.#begin(local) : this.#continue(local, path, chunk);
    try {
      await upload.file.consume(bytes);
    } catch (error) {
      await this.#drop(local);
      throw error;
    }
    if (chunk === -1) {
      this.#forget(local);
      await upload.file.commit();
      return undefined;
    }
    upload.last = chunk;
    upload.timer.refresh();
    return { stats: await upload.file.stat(), broken: false };
  }

  async #begin(local: string): Promise<Upload> {
    await this.#drop(local);
    if (this.#uploads.size >= this.#limit)
      throw new ContentsError('bad_request', `More than ${this.#limit} uploads at a time; wait until some have ended`);
    const file = await DurableFile.begin(local);
    const timer = setTimeout(() => void this.#drop(local), this.#patience).unref();
    const upload = { file, last: 0, timer };
    this.#uploads.set(local, upload);
    return upload;
  }

  #continue(local: string, path: string, chunk: number): Upload {
    const upload = this.#uploads.get(local);
    if (!upload) throw new ContentsError('bad_request', `No upload of ${path} is under way; start again with chunk 1`);
    if (chunk !== -1 && chunk !== upload.last + 1)
      throw new ContentsError('bad_request', `Expected chunk ${upload.last + 1} of ${path}, not ${chunk}`);
    return upload;
  }

  #forget(local: string): Upload | undefined {
    const upload = this.#uploads.get(local);
    this.#uploads.delete(local);
    clearTimeout(upload?.timer);
    return upload;
  }

  async #drop(local: string): Promise<void> {
    await this.#forget(local)?.file.discard();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const local of [...this.#uploads.keys()]) await this.#drop(local);
  }
}
