import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A short text that lies beside a kernel's journal, and so outlives whoever holds the kernel. */
export class KeptNote {
  readonly #path: string;
  #text: string | undefined;

  constructor(folder: string) {
    this.#path = join(folder, 'clients.json');
    try {
      this.#text = readFileSync(this.#path, 'utf8');
    } catch {
      this.#text = undefined;
    }
  }

  get text(): string | undefined {
    return this.#text;
  }

  /** Never half of it is there, also when the process is killed. What cannot be written is known to this process alone. */
  write(text: string): void {
    this.#text = text;
    try {
      const whole = `${this.#path}.new`;
      writeFileSync(whole, text, { mode: 0o600 });
      renameSync(whole, this.#path);
    } catch {}
  }
}
