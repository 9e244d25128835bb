import { ProtocolError } from '../protocol-error.ts';
import type { Frames } from './frame.ts';
import { flag } from './frame.ts';
import type { Limits } from './limits.ts';
import { TornFrame } from './torn-frame.ts';

const shortHeader = 2;
const longHeader = 9;
const reserved = 0xff & ~(flag.more | flag.long | flag.command);

/**
 * Cuts a byte stream after the greeting into messages and commands (ZMTP 3.1, "Framing"). Frames are views of the chunk
 * that brought them, except those that came in several. Lengths are checked before their bytes are waited for.
 */
export class FrameDecoder {
  readonly #limits: Limits;
  readonly #onCommand: (body: Buffer) => void;
  readonly #transient: boolean;
  readonly #torn: TornFrame;
  #parts: Buffer[] = [];
  /** How many of them lie in memory of their own. */
  #keptParts = 0;
  #messageBytes = 0;
  /** Whether messages may come: not before the handshake is done. */
  #open = false;

  /**
   * `transient`: a chunk's memory is used for the next one, and messages are of no more use then. Without it frames stay as they
   * are.
   */
  constructor(limits: Limits, onCommand: (body: Buffer) => void, transient = false) {
    this.#limits = limits;
    this.#onCommand = onCommand;
    this.#transient = transient;
    this.#torn = new TornFrame(transient);
  }

  /** Transient messages were used: memory that large frames came together in may serve others. */
  release(): void {
    this.#torn.release();
  }

  allowMessages(): void {
    this.#open = true;
  }

  /** Adds the messages that are complete to the list. Throws a `ProtocolError` on hostile bytes; then it must not go on. */
  decode(chunk: Buffer, messages: Frames[]): void {
    let at = 0;
    while (this.#torn.missing > 0) {
      at += this.#torn.add(chunk, at);
      if (this.#torn.missing > 0) return;
      const end = this.#frame(this.#torn.bytes, 0, messages);
      if (end < 0) this.#torn.need(-end);
      else this.#torn.end();
    }
    let end = this.#frame(chunk, at, messages);
    while (end >= 0) {
      at = end;
      end = this.#frame(chunk, at, messages);
    }
    if (this.#transient) this.#keepParts();
    if (at === chunk.length) return;
    this.#torn.need(-end);
    this.#torn.add(chunk, at);
  }

  /** Takes the frame that lies there and answers where it ends; where it is not whole, how many bytes it needs, negative. */
  #frame(bytes: Buffer, at: number, messages: Frames[]): number {
    const available = bytes.length - at;
    if (available < shortHeader) return -shortHeader;
    const flags = bytes[at] ?? 0;
    const header = (flags & flag.long) === 0 ? shortHeader : longHeader;
    if (available < header) return -header;
    const length = header === shortHeader ? (bytes[at + 1] ?? 0) : readLength(bytes, at + 1);
    this.#check(flags, length);
    if (available < header + length) return -(header + length);
    const end = at + header + length;
    this.#take(flags, bytes.subarray(at + header, end), messages);
    return end;
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
    this.#keptParts = 0;
    this.#messageBytes = 0;
  }

  /** What came of a message that is not complete, before its memory is used again. */
  #keepParts(): void {
    for (let index = this.#keptParts; index < this.#parts.length; index++) {
      this.#parts[index] = Buffer.from(this.#parts[index] ?? []);
    }
    this.#keptParts = this.#parts.length;
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
