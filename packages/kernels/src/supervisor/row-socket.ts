import { Socket } from 'node:net';
import { ReadArena } from '@himalia/protocol/zmtp';

/**
 * A socket that reads into memory in a row, so that what is long need not be joined: the chunks of its `data` events follow
 * each other there. Who handles them tells the arena what became of them, else it counts as kept.
 */
export class RowSocket extends Socket {
  readonly arena: ReadArena;

  constructor() {
    const arena = new ReadArena();
    const onread = {
      buffer: () => arena.room(),
      callback: (length: number) => this.emit('data', arena.take(length)) || true,
    };
    super({ onread });
    this.arena = arena;
  }
}
