type Name = 'stdout' | 'stderr';
const longestText = 65_536;
const longestWaitMs = 50;

/**
 * Merges texts of one stream that follow each other within a turn of the event loop: front ends draw a message, not a
 * line, and ten thousand messages take JupyterLab half a minute.
 */
export class StreamMerger {
  readonly #send: (name: Name, text: string) => void;
  #name: Name = 'stdout';
  #text = '';
  #since = 0;
  #scheduled: NodeJS.Immediate | undefined;

  constructor(send: (name: Name, text: string) => void) {
    this.#send = send;
  }

  add(name: Name, text: string): void {
    if (text === '') return;
    if (name !== this.#name) this.flush();
    this.#name = name;
    if (this.#text === '') this.#since = performance.now();
    this.#text += text;
    // Code that never yields is heard all the same.
    if (this.#text.length >= longestText || performance.now() - this.#since >= longestWaitMs) this.flush();
    else this.#scheduled ??= setImmediate(() => this.flush());
  }

  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#send(this.#name, text);
  }
}
