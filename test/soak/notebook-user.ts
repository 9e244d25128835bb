import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createHeader } from '@himalia/protocol/message';
import { encodeV1, v1Protocol } from '@himalia/protocol/websocket';
import type { ServerProcess } from '@himalia/testing';
import { type Heard, KernelSocket } from './kernel-socket.ts';

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
    const header = createHeader('execute_request', session);
    const content = { code: this.#code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    let socket = await this.#channels(kernel, session);
    socket.send(
      encodeV1(
        'shell',
        [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part))),
      ),
    );
    let printed = '';
    let over = false;
    const had = new Set<string>();
    // What is on its way when a connection ends comes again, with the same ids.
    const take = ({ id, type, parent, content: said }: Heard): void => {
      if (parent !== header.msg_id || had.has(id)) return;
      had.add(id);
      if (type === 'stream') printed += String(said.text);
      over ||= type === 'status' && said.execution_state === 'idle';
    };
    let cuts = cut ? 1 : 0;
    while (!over) {
      take(await socket.next());
      if (!printed.endsWith('line 49\n') || cuts === 0) continue;
      cuts--;
      for (const heard of await socket.close()) take(heard);
      socket = await this.#channels(kernel, session);
    }
    await socket.close();
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

  async #channels(kernel: string, session: string): Promise<KernelSocket> {
    const path = `api/kernels/${kernel}/channels?session_id=${session}`;
    return await KernelSocket.open(this.#server.socket(path, [v1Protocol]));
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
