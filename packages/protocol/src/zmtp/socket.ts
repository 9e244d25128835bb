import type { CurveClientKeys, CurveServerKeys } from '../curve/curve-keys.ts';
import type { Frames, Outgoing } from '../frames/frame.ts';
import type { Limits } from '../frames/limits.ts';

export type ClientType = 'DEALER' | 'SUB' | 'REQ';
export type ServerType = 'ROUTER' | 'PUB' | 'REP';
export type SocketType = ClientType | ServerType;

/** `connecting` also between a lost connection and the next attempt. `connected`: the handshake is done. */
export type ClientState = 'connecting' | 'connected' | 'closed';

export type SocketOptions = {
  readonly limits?: Partial<Limits>;
  /**
   * Bytes that may wait to be sent (of each peer), 64 MiB unless said; a frame counts 64 bytes more than its length. What
   * would exceed it is refused (`send` answers false) or, for PUB, dropped for that subscriber alone. A message is always
   * taken while nothing waits.
   */
  readonly highWaterMark?: number;
};
export type BindOptions = SocketOptions & {
  /** Peers must speak CURVE with this server's public key; others are refused. */
  readonly curve?: CurveServerKeys | undefined;
};
export type ConnectOptions = SocketOptions & {
  /** The mechanism CURVE, to a server of this key (ZeroMQ RFC 26); NULL unless said. */
  readonly curve?: CurveClientKeys | undefined;
  /** The routing id under which a ROUTER knows this socket, at most 255 bytes, not starting with a zero byte. */
  readonly identity?: string | Uint8Array;
  /** Topics of a SUB; everything unless said. */
  readonly subscribe?: readonly (string | Uint8Array)[];
  /**
   * Frames are of no more use when the listener has returned: their memory is that of all such sockets, so that one costs no memory
   * when its peer has sent much. Not with CURVE, where they stay.
   */
  readonly transient?: boolean;
  /** Waits between attempts, in milliseconds: doubled from `minimum` (20) to `maximum` (500). False: one attempt. */
  readonly reconnect?: { readonly minimum?: number; readonly maximum?: number } | false;
};

/**
 * A socket that connects and stays connected: when the peer goes away it tries again until `close`. What was not yet
 * handed to the operating system is sent to the next peer, like libzmq does.
 */
export interface ClientSocket extends AsyncDisposable {
  readonly type: ClientType;
  readonly endpoint: string;
  readonly state: ClientState;
  /** Bytes accepted by `send` and not yet handed to the operating system. */
  readonly pending: number;
  /**
   * Sends a message, also before the connection stands. False: too much is waiting, the message was not taken; or the
   * socket is closed. A REQ adds the empty delimiter. A SUB cannot send and throws.
   */
  send(frames: Outgoing): boolean;
  /** The complete messages of one read, in order. A REQ's come without the delimiter. */
  onMessages(listener: (messages: readonly Frames[]) => void): Disposable;
  /** Each change, with the reason when a connection was lost or refused. Called at once with the present state. */
  onState(listener: (state: ClientState, reason?: Error) => void): Disposable;
  /** Stops reading (the peer's queue fills, then it drops or blocks), also across a new connection. */
  pause(): void;
  resume(): void;
  /** Sends what waits, for at most `lingerMs` (1000), then closes. */
  close(lingerMs?: number): Promise<void>;
}

/** A socket that others connect to. */
export interface ServerSocket extends AsyncDisposable {
  readonly type: ServerType;
  /** With the port that was chosen when the one asked for was 0. */
  readonly endpoint: string;
  /** 0 with ipc. */
  readonly port: number;
  /** Peers that completed the handshake. */
  readonly peers: number;
  /**
   * ROUTER: the first frame is the routing id of the peer; false when it is unknown or has too much waiting. A peer that
   * arrives with a routing id in use takes it over. PUB: to every subscriber of the first frame's prefix, false when one
   * of them missed it. REP: answers the oldest request that has no answer, false when there is none.
   */
  send(frames: Outgoing): boolean;
  /** The complete messages of one read, in order: with the routing id as first frame (ROUTER), without envelope (REP). */
  onMessages(listener: (messages: readonly Frames[]) => void): Disposable;
  /** PUB: a peer subscribed to a topic. What is sent from here on reaches it. */
  onSubscribe(listener: (topic: Buffer) => void): Disposable;
  /** Sends what waits, for at most `lingerMs` (1000), then closes every connection. */
  close(lingerMs?: number): Promise<void>;
}
