import { encodeMessage, flag } from '../frames/frame.ts';
import { ProtocolError } from '../protocol-error.ts';
import { type Box, tagBytes } from './box.ts';
import { nonce, numberBytes, numbered } from './handshake.ts';

/** RFC 26, "MESSAGE Command"; libzmq sends it in a frame without the flag of commands. */
const name = Buffer.from('\x07MESSAGE', 'latin1');
/** The bits of the first sealed byte. */
const [more, isCommand] = [1, 2];

/** Seals frames after the handshake: each becomes a MESSAGE with a number that was not used before. */
export class FrameSealer {
  readonly #box: Box;
  readonly #nonceName: string;
  readonly #next: () => bigint;

  constructor(box: Box, asServer: boolean, next: () => bigint) {
    this.#box = box;
    this.#nonceName = asServer ? 'CurveZMQMESSAGES' : 'CurveZMQMESSAGEC';
    this.#next = next;
  }

  /** The bytes to send for a frame with these ZMTP flags. */
  seal(flags: number, body: Uint8Array): Buffer[] {
    const number = numbered(this.#next());
    const plain = Buffer.allocUnsafe(1 + body.length);
    plain[0] = ((flags & flag.more) !== 0 ? more : 0) | ((flags & flag.command) !== 0 ? isCommand : 0);
    plain.set(body, 1);
    const sealed = this.#box.seal(nonce(this.#nonceName, number), plain);
    return encodeMessage([Buffer.concat([name, number, sealed])]);
  }
}

/** What was in a MESSAGE: a frame of a message, or a command. */
type OpenedFrame = { readonly flags: number; readonly body: Buffer };

export class FrameOpener {
  readonly #box: Box;
  readonly #nonceName: string;
  #last = 0n;

  constructor(box: Box, asServer: boolean) {
    this.#box = box;
    this.#nonceName = asServer ? 'CurveZMQMESSAGEC' : 'CurveZMQMESSAGES';
  }

  /** Throws a `ProtocolError` on what is no MESSAGE, or was not sealed for us, or was seen before. */
  open(frame: Buffer): OpenedFrame {
    const sealedAt = name.length + numberBytes;
    if (frame.length < sealedAt + tagBytes + 1 || !frame.subarray(0, name.length).equals(name)) {
      throw new ProtocolError('bad_frame', 'The peer sent something else than a MESSAGE after the CURVE handshake.');
    }
    const number = frame.readBigUInt64BE(name.length);
    const sealed = frame.subarray(sealedAt);
    const plain = number > this.#last ? this.#box.open(nonce(this.#nonceName, numbered(number)), sealed) : undefined;
    const bits = plain?.[0] ?? 0xff;
    if (plain === undefined || bits > 3) throw new ProtocolError('bad_frame', 'A MESSAGE that is not sealed for us.');
    this.#last = number;
    const flags = ((bits & more) !== 0 ? flag.more : 0) | ((bits & isCommand) !== 0 ? flag.command : 0);
    return { flags, body: Buffer.from(plain.buffer, plain.byteOffset + 1, plain.length - 1) };
  }
}
