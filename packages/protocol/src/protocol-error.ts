/**
 * `bad_frame`: bytes that no conforming peer sends; `too_large`: above a limit of ours; `bad_signature`: not signed with
 * the connection's key; `replayed`: a signature seen before; `handshake`: the peer is no partner for this socket.
 */
type ProtocolErrorCode = 'bad_frame' | 'too_large' | 'bad_signature' | 'replayed' | 'handshake';

/** What came over the wire is not what the protocol allows. Messages never quote content or keys. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ProtocolErrorCode;
  constructor(code: ProtocolErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
