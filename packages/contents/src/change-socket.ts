import { type Contents, type ContentsChange, ContentsError } from '@himalia/contracts/contents';
import type { Change, Watch } from '@himalia/contracts/contents-changes';
import type { Socket } from '@himalia/contracts/http';

const maxFolders = 64;
/** Bytes that a client may lag behind before it is told to list again. */
const mostBehind = 256 * 1024;

function asWatch(data: string | Buffer): Watch | undefined {
  try {
    const { type, path } = JSON.parse(String(data));
    return (type === 'watch' || type === 'unwatch') && typeof path === 'string' ? { type, path } : undefined;
  } catch {
    return undefined;
  }
}

/** One client's watched folders. What it cannot take is not kept for it. */
export class ChangeSocket {
  readonly #contents: Contents;
  readonly #socket: Socket;
  readonly #watches = new Map<string, Promise<Disposable>>();
  readonly #lost = new Set<string>();

  constructor(contents: Contents, socket: Socket) {
    this.#contents = contents;
    this.#socket = socket;
    socket.onMessage((data) => void this.#receive(data));
    socket.onClose(() => {
      for (const path of [...this.#watches.keys()]) this.#unwatch(path);
    });
  }

  async #receive(data: string | Buffer): Promise<void> {
    const wish = asWatch(data);
    if (!wish) return this.#socket.close(1003, 'Expected {"type": "watch" or "unwatch", "path": …}');
    if (wish.type === 'unwatch') this.#unwatch(wish.path);
    else if (!this.#watches.has(wish.path)) await this.#watch(wish.path);
  }

  async #watch(path: string): Promise<void> {
    if (this.#watches.size >= maxFolders)
      return this.#send({ type: 'refused', path, message: `At most ${maxFolders} folders are watched for a client` });
    const begun = this.#contents.watch?.(path, (change) => this.#tell(path, change));
    if (!begun) return;
    this.#watches.set(path, begun);
    try {
      await begun;
      this.#send({ type: 'watching', path });
    } catch (error) {
      this.#watches.delete(path);
      const message = error instanceof ContentsError ? error.message : 'The folder cannot be watched';
      this.#send({ type: 'refused', path, message });
    }
  }

  #unwatch(path: string): void {
    const begun = this.#watches.get(path);
    this.#watches.delete(path);
    begun?.then((watch) => watch[Symbol.dispose]()).catch(() => undefined);
  }

  #tell(path: string, change: ContentsChange): void {
    if (change.type === 'refused') this.#watches.delete(path);
    if (this.#socket.bufferedAmount <= mostBehind) this.#send(change);
    else if (!this.#lost.has(path)) {
      this.#lost.add(path);
      // Answered when all before it was read.
      this.#socket.ping(() => {
        this.#lost.delete(path);
        this.#send({ type: 'relist', path });
      });
    }
  }

  #send(change: Change | ContentsChange): void {
    if (!this.#socket.closed) this.#socket.send(JSON.stringify(change));
  }
}
