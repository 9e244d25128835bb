/**
 * Remembers the signatures of late, so that a recorded message cannot be sent again (jupyter_client's digest history). Of
 * use where messages command something: on the kernel's side.
 */
export class ReplayGuard {
  readonly #limit: number;
  readonly #seen = new Set<string>();

  constructor(limit = 65_536) {
    this.#limit = limit;
  }

  /** Whether this signature was here before; it is remembered, the oldest forgotten. Unsigned messages never were. */
  seen(signature: Buffer): boolean {
    if (signature.length === 0) return false;
    const key = signature.toString('latin1');
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    if (this.#seen.size > this.#limit) {
      const [oldest = ''] = this.#seen;
      this.#seen.delete(oldest);
    }
    return false;
  }
}
