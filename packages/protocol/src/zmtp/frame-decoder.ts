import { ProtocolError } from '../protocol-error.ts';
import { flag } from './frame.ts';
import type { Limits } from './limits.ts';
import { PartialBytes } from './partial-bytes.ts';
import type { Torn } from './read-arena.ts';
import type { Frames } from './socket.ts';

const longestHeader = 9;
const reserved = 0xff & ~(flag.more | flag.long | flag.command);

/**
 * Cuts a byte stream after the greeting into messages and commands (ZMTP 3.1, "Framing"). Frames are views of the chunk
 * that brought them. Lengths are checked before their bytes are waited for.
 */
export class FrameDecoder {
  readonly #limits: Limits;
  readonly #onCommand: (body: Buffer) => void;
  readonly #partial = new PartialBytes();
  #parts: Buffer[] = [];
  #messageBytes = 0;
  /** Whether messages may come: not before the handshake is done. */
  #open = false;

  constructor(limits: Limits, onCommand: (body: Buffer) => void) {
    this.#limits = limits;
    this.#onCommand = onCommand;
  }

  /** About how many of the bytes that came last are needed for what is not complete; never too few. */
  get pending(): number {
    return this.#partial.length + this.#messageBytes + this.#parts.length * longestHeader;
  }

  /** The beginning of a frame that is not complete. */
  get torn(): Torn {
    return this.#partial;
  }

  allowMessages(): void {
    this.#open = true;
  }

  /** Adds the messages that are complete to the list. Throws a `ProtocolError` on hostile bytes; then it must not go on. */
  decode(chunk: Buffer, messages: Frames[]): void {
    const bytes = this.#partial.join(chunk);
    if (bytes === undefined) return;
    const end = bytes.length;
    let at = 0;
    let needed = 2;
    while (end - at >= 2) {
      const flags = bytes[at] ?? 0;
      const bodyAt = at + ((flags & flag.long) === 0 ? 2 : 9);
      if (bodyAt > end) {
        needed = 9;
        break;
      }
      const length = bodyAt - at === 2 ? (bytes[at + 1] ?? 0) : readLength(bytes, at + 1);
      this.#check(flags, length);
      const next = bodyAt + length;
      if (next > end) {
        needed = next - at;
        break;
      }
      this.#take(flags, bytes.subarray(bodyAt, next), messages);
      at = next;
    }
    this.#partial.keep(at === 0 ? bytes : bytes.subarray(at), needed);
  }

  #take(flags: number, body: Buffer, messages: Frames[]): void {
    if ((flags & flag.command) !== 0) {
      this.#onCommand(body);
      return;
    }
    this.#parts.push(body);
    this.#messageBytes += body.length;
    if ((flags & flag.more) !== 0) return;
    messages.push(this.#parts);
    this.#parts = [];
    this.#messageBytes = 0;
  }

  #check(flags: number, length: number): void {
    const limits = this.#limits;
    if ((flags & reserved) !== 0) throw new ProtocolError('bad_frame', 'A ZMTP frame with reserved flags.');
    if ((flags & flag.command) !== 0) {
      if ((flags & flag.more) !== 0) throw new ProtocolError('bad_frame', 'A ZMTP command in several frames.');
      if (length > limits.commandBytes) throw tooLarge(`a command of ${length} bytes`, limits.commandBytes);
      return;
    }
    if (!this.#open) throw new ProtocolError('handshake', 'The peer sent a message before the handshake was done.');
    const total = this.#messageBytes + length;
    if (total > limits.messageBytes) throw tooLarge(`a message of ${total} bytes or more`, limits.messageBytes);
    if (this.#parts.length >= limits.messageParts) throw tooLarge('a message of too many frames', limits.messageParts);
  }
}

/** Exact up to 2^53, and above only ever compared with limits far below. */
function readLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}

function tooLarge(what: string, limit: number): ProtocolError {
  return new ProtocolError('too_large', `The peer sent ${what}; the limit is ${limit}.`);
}
