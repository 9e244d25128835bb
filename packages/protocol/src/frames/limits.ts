/** What a peer may cost us. Beyond it the connection is destroyed with a `ProtocolError`. */
export type Limits = {
  /** Largest message in bytes, all its frames together. */
  readonly messageBytes: number;
  /** Most frames of one message. */
  readonly messageParts: number;
  /** Largest command (READY, SUBSCRIBE, PING …) in bytes; nothing else is accepted before the handshake is done. */
  readonly commandBytes: number;
  /** Time from the connection to the end of the handshake, in milliseconds. */
  readonly handshakeMs: number;
  /** Most connections of one bound socket, and most topics one subscriber may hold. */
  readonly peers: number;
  readonly subscriptions: number;
};

export const defaultLimits: Limits = {
  messageBytes: 2 ** 30,
  messageParts: 10_000,
  commandBytes: 8192,
  handshakeMs: 10_000,
  peers: 4096,
  subscriptions: 1000,
};
