import { ProtocolError } from '../protocol-error.ts';
import { headerMember } from './header-member.ts';
import type { JsonObject, MessageHeader } from './message-header.ts';
import type { Signer } from './signer.ts';

export const delimiter: Buffer = Buffer.from('<IDS|MSG>');
const noBytes = Buffer.alloc(0);

/**
 * A message as it came over ZMTP (jupyter_client, "The wire protocol"): bytes, parsed where somebody asks. The getters of
 * single members answer an empty string for a header that has none; the JSON getters throw a `ProtocolError` when the
 * bytes are no JSON object.
 */
export class WireMessage {
  /** Routing ids, or the topic of iopub. */
  readonly identities: readonly Buffer[];
  readonly signature: Buffer;
  /** Header, parent header, metadata, content, then buffers: what is signed (the first four) and framed. */
  readonly parts: readonly Buffer[];
  #header: string | undefined;
  #parent: string | undefined;

  constructor(parts: readonly Buffer[], identities: readonly Buffer[] = [], signature: Buffer = noBytes) {
    this.parts = parts;
    this.identities = identities;
    this.signature = signature;
  }

  get buffers(): readonly Buffer[] {
    return this.parts.slice(4);
  }

  get id(): string {
    return headerMember(this.#headerText(), 'msg_id');
  }

  get type(): string {
    return headerMember(this.#headerText(), 'msg_type');
  }

  get session(): string {
    return headerMember(this.#headerText(), 'session');
  }

  get parentId(): string {
    return headerMember(this.#parentText(), 'msg_id');
  }

  get parentType(): string {
    return headerMember(this.#parentText(), 'msg_type');
  }

  get parentSession(): string {
    return headerMember(this.#parentText(), 'session');
  }

  header(): MessageHeader {
    return this.#json(0, 'header') as MessageHeader;
  }

  parentHeader(): Partial<MessageHeader> {
    return this.#json(1, 'parent header') as Partial<MessageHeader>;
  }

  metadata(): JsonObject {
    return this.#json(2, 'metadata');
  }

  content(): JsonObject {
    return this.#json(3, 'content');
  }

  #headerText(): string {
    this.#header ??= this.parts[0]?.toString('latin1') ?? '';
    return this.#header;
  }

  #parentText(): string {
    this.#parent ??= this.parts[1]?.toString('latin1') ?? '';
    return this.#parent;
  }

  #json(index: number, name: string): JsonObject {
    let value: unknown;
    try {
      value = JSON.parse(this.parts[index]?.toString() ?? '');
    } catch {
      throw new ProtocolError('bad_frame', `The ${name} of a message is not JSON.`);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ProtocolError('bad_frame', `The ${name} of a message is not a JSON object.`);
    }
    return value as JsonObject;
  }
}

/**
 * Reads the frames of a message and checks its signature. Throws a `ProtocolError`: `bad_frame` without delimiter or with
 * too few parts, `bad_signature`.
 */
export function parseMessage(frames: readonly Buffer[], signer: Signer): WireMessage {
  const at = delimiterAt(frames);
  const parts = verifiedParts(frames, signer, at);
  return new WireMessage(parts, at === 0 ? [] : frames.slice(0, at), frames[at + 1]);
}

/** The parts of a message alone (see `WireMessage`), where nobody asks for more; throws as `parseMessage` does. */
export function verifiedParts(
  frames: readonly Buffer[],
  signer: Signer,
  at: number = delimiterAt(frames),
): readonly Buffer[] {
  const signature = frames[at + 1];
  if (signature === undefined || frames.length < at + 6) {
    throw new ProtocolError('bad_frame', 'A message with fewer than the four parts after its signature.');
  }
  const parts = frames.slice(at + 2);
  if (!signer.verify(signature, parts)) {
    throw new ProtocolError('bad_signature', 'A message that is not signed with the key of its connection.');
  }
  return parts;
}

function delimiterAt(frames: readonly Buffer[]): number {
  for (let index = 0; index < frames.length; index++) {
    const frame = frames[index];
    if (frame?.length === delimiter.length && isDelimiter(frame)) return index;
  }
  throw new ProtocolError('bad_frame', 'A message without the delimiter <IDS|MSG>.');
}

/** For so few bytes a loop is faster than the call that compares. */
function isDelimiter(frame: Buffer): boolean {
  for (let index = 0; index < delimiter.length; index++) if (frame[index] !== delimiter[index]) return false;
  return true;
}
