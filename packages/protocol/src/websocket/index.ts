export type { FramedMessage } from './framed-message.ts';
export { jsonFrames } from './json-frames.ts';
export { decodeJson, encodeJson } from './json-framing.ts';
export { frameAt, frameBinary, payloadsIn } from './server-frames.ts';
export { decodeV1, encodeV1, v1Protocol } from './v1-framing.ts';
export { framedLength, framedPrefix, writeFramed } from './write-framed.ts';
