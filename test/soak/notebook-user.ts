import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { KernelClient, type Received, type ServerProcess } from '@himalia/testing';

/** Lines that a cell prints, in bursts of 50. */
const lines = 200;
/** Somebody who works: opens a notebook, runs cells, saves, reloads, restarts, uses a terminal; over and over. */
export class NotebookUser {
  readonly #server: ServerProcess;
  readonly #name: string;
  readonly #kernelName: string;
  #kernel: string | undefined;
  rounds = 0;

  constructor(server: ServerProcess, name: string, kernelName: string) {
    this.#server = server;
    this.#name = name;
    this.#kernelName = kernelName;
  }

  /** One round; rejects with what went wrong. */
  async round(): Promise<void> {
    this.rounds++;
    await this.#editFiles();
    const kernel = await this.#running();
    await this.#runCell(kernel, this.rounds % 3 === 0);
    if (this.rounds % 5 === 0) await this.#asked('POST', `api/kernels/${kernel}/restart`);
    if (this.rounds % 7 === 0) await this.#useTerminal();
    if (this.rounds % 10 === 0) {
      await this.#asked('DELETE', `api/sessions/${await this.#session()}`);
      this.#kernel = undefined;
    }
  }

  get #path(): string {
    return `${this.#name}.ipynb`;
  }

  async #editFiles(): Promise<void> {
    const cell = { id: 'a', cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source: '1' };
    const content = { cells: Array(50).fill(cell), metadata: {}, nbformat: 4, nbformat_minor: 4 };
    await this.#asked('PUT', `api/contents/${this.#path}`, { type: 'notebook', format: 'json', content });
    await this.#asked('POST', `api/contents/${this.#path}/checkpoints`);
    await this.#asked('GET', `api/contents/${this.#path}?content=1`);
    await this.#asked('GET', 'api/contents?content=1');
  }

  async #running(): Promise<string> {
    if (this.#kernel !== undefined) return this.#kernel;
    const session = { path: this.#path, name: this.#path, type: 'notebook', kernel: { name: this.#kernelName } };
    const made = await this.#asked('POST', 'api/sessions', session);
    this.#kernel = (made.kernel as { readonly id: string }).id;
    return this.#kernel;
  }

  async #session(): Promise<string> {
    const sessions = (await this.#asked('GET', 'api/sessions')) as unknown as { id: string; path: string }[];
    return sessions.find(({ path }) => path === this.#path)?.id ?? '';
  }

  /** All lines must arrive, also when the connection is cut in the middle. */
  async #runCell(kernel: string, cut: boolean): Promise<void> {
    const session = randomUUID();
    const heard = new Map<string, Received>();
    let client = await KernelClient.connect(this.#server, kernel, { session });
    const cell = client.execute(this.#code);
    if (cut) {
      await client.find(() => client.text(cell).includes('line 49\n'));
      // What is on its way when a connection ends comes again, with the same ids.
      for (const message of client.received) heard.set(message.id, message);
      await client.close();
      client = await KernelClient.connect(this.#server, kernel, { session });
    }
    await client.idle(cell);
    await client.close();
    for (const message of client.received) heard.set(message.id, message);
    const printed = [...heard.values()]
      .filter(({ type, parentId }) => type === 'stream' && parentId === cell)
      .map(({ content }) => content.text)
      .join('');
    const numbers = [...printed.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number));
    const wrong = numbers.findIndex((number, at) => number !== at);
    const problem =
      wrong < 0 ? `${numbers.length} of ${lines} lines` : `line ${numbers[wrong]} came in place of ${wrong}`;
    assert.ok(wrong < 0 && numbers.length === lines, `${this.#name}, round ${this.rounds}: ${problem}`);
  }

  get #code(): string {
    if (this.#kernelName !== 'typescript')
      return `import time\nfor n in range(${lines}):\n  print('line', n)\n  if n % 50 == 49: time.sleep(.2)`;
    const pause = 'if (n % 50 === 49) await new Promise((go) => setTimeout(go, 200));';
    return `for (let n = 0; n < ${lines}; n++) { console.log('line ' + n); ${pause} }`;
  }

  async #useTerminal(): Promise<void> {
    const { name } = await this.#asked('POST', 'api/terminals');
    const socket = this.#server.socket(`terminals/websocket/${name}`);
    const said = Promise.withResolvers<void>();
    socket.addEventListener('open', () => socket.send(JSON.stringify(['stdin', 'seq 1 500\r'])));
    socket.addEventListener('message', ({ data }) => String(data).includes('500\\r\\n') && said.resolve());
    socket.addEventListener('close', () => said.reject(new Error(`terminal ${name} was closed`)));
    await said.promise;
    socket.close();
    await this.#asked('DELETE', `api/terminals/${name}`);
  }

  #asked(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    return this.#server.json(path, method, body);
  }
}
