const keptBytes = 8192;

/** The end of what a process writes: enough to say why it failed, bounded whatever it writes. */
export class OutputTail {
  #chunks: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    // A copy: a view would keep the whole chunk that was read alive.
    const kept = Buffer.from(chunk.subarray(-keptBytes));
    this.#chunks.push(kept);
    this.#length += kept.length;
    while (this.#chunks.length > 1 && this.#length - (this.#chunks[0]?.length ?? 0) >= keptBytes) {
      this.#length -= this.#chunks.shift()?.length ?? 0;
    }
    if (this.#chunks.length > 64) this.#chunks = [Buffer.concat(this.#chunks)];
  }

  /** Whole lines where there are several. */
  get text(): string {
    const all = Buffer.concat(this.#chunks);
    const end = all.subarray(-keptBytes).toString('utf8');
    const cut = all.length > keptBytes ? end.indexOf('\n') + 1 : 0;
    return end.slice(cut).trim();
  }
}
