import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Log } from '@himalia/core';
import { cookieLifetime, type Session } from './login-cookies.ts';

type EndedOptions = { readonly file: string; readonly log: Log; readonly most?: number; readonly now?: () => number };

/**
 * Sessions that logged out, so that a copy of their cookie is refused, also after a restart. Remembered as long as such a
 * cookie could be good. When there are too many, the oldest is forgotten together with everything issued before it.
 */
export class EndedSessions {
  readonly #options: EndedOptions;
  readonly #most: number;
  readonly #now: () => number;
  /** When it ended, by id, in that order. */
  readonly #ended = new Map<string, number>();
  #refusedBefore = 0;

  constructor(options: EndedOptions) {
    this.#options = options;
    this.#most = options.most ?? 10_000;
    this.#now = options.now ?? Date.now;
    this.#load();
  }

  has({ id, issued }: Session): boolean {
    return this.#ended.has(id) || issued < this.#refusedBefore;
  }

  add({ id }: Session): void {
    if (this.#ended.has(id)) return;
    const ended = this.#now();
    this.#remember(id, ended);
    this.#keep(() => appendFileSync(this.#options.file, `${ended} ${id}\n`, { mode: 0o600, flush: true }));
  }

  #remember(id: string, ended: number): void {
    this.#ended.set(id, ended);
    for (const [oldest, when] of this.#ended) {
      if (this.#ended.size <= this.#most) break;
      this.#ended.delete(oldest);
      this.#refusedBefore = Math.max(this.#refusedBefore, when);
    }
  }

  #load(): void {
    let text: string;
    try {
      text = readFileSync(this.#options.file, 'utf8');
    } catch {
      return;
    }
    const lines = text.split('\n').flatMap((line) => {
      const [, ended = '', id = ''] = /^(\d+) ([\w-]+)$/.exec(line) ?? [];
      return Number(ended) + cookieLifetime > this.#now() && id ? [[Number(ended), id] as const] : [];
    });
    for (const [ended, id] of lines) this.#remember(id, ended);
    if (text.split('\n').length > this.#ended.size + 1000) this.#keep(() => this.#compact());
  }

  #compact(): void {
    const draft = `${this.#options.file}.${process.pid}`;
    const text = [...this.#ended].map(([id, ended]) => `${ended} ${id}\n`).join('');
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    renameSync(draft, this.#options.file);
  }

  #keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#options.log.warn('A logout cannot be kept beyond this run', { reason: (error as Error).message });
    }
  }
}
