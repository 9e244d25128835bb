import { flag } from './flag.ts';

/** The WebSocket messages of one ZeroMQ message: a binary one for each frame, its flag before it (RFC 45, "Framing"). */
export function encodeZws(frames: readonly Uint8Array[]): Buffer[] {
  return frames.map((frame, index) => {
    const message = Buffer.allocUnsafe(1 + frame.length);
    message[0] = index < frames.length - 1 ? flag.more : flag.last;
    message.set(frame, 1);
    return message;
  });
}
