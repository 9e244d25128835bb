import type { TestServer } from '@himalia/testing';
import type { WebSocket } from 'ws';

/** Characters; looking through all of a flood again and again would take the time that is measured. */
const kept = 32 * 1024;

/** Somebody with a terminal open: collects what the shell writes, and waits for it. */
export class TerminalUser {
  readonly socket: WebSocket;
  readonly frames: unknown[][] = [];
  /** The last that the shell wrote. */
  text = '';
  closed: { code: number } | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as unknown[];
      this.frames.push(frame);
      if (frame[0] === 'stdout') this.text = (this.text + frame[1]).slice(-kept);
      this.#look();
    });
    socket.on('close', (code) => {
      this.closed = { code };
      this.#look();
    });
    socket.on('error', () => {});
  }

  static async open(server: TestServer, name: string): Promise<TerminalUser> {
    const user = new TerminalUser(server.socket(`terminals/websocket/${name}`));
    await user.until(() => user.frames.length > 0, 'setup');
    return user;
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }

  send(...frame: unknown[]): void {
    this.socket.send(JSON.stringify(frame));
  }

  type(text: string): void {
    this.send('stdin', text);
  }

  until(condition: () => boolean, what: string, limit = 20_000): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`no ${what} within ${limit} ms; the terminal says ${JSON.stringify(this.text.slice(-300))}`));
      }, limit);
      this.#waiting.add(look);
    });
  }

  sees(pattern: RegExp, limit?: number): Promise<void> {
    return this.until(() => pattern.test(this.text), String(pattern), limit);
  }
}
