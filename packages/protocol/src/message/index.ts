export {
  buildMessage,
  createHeader,
  encodeParts,
  type MessageToBuild,
  protocolVersion,
  signedFrames,
} from './build-message.ts';
export { ByteNeedle } from './byte-needle.ts';
export { headerMember } from './header-member.ts';
export type { Json, JsonObject, MessageHeader } from './message-header.ts';
export { ReplayGuard } from './replay-guard.ts';
export { Signer } from './signer.ts';
export { delimiter, parseMessage, verifiedParts, WireMessage } from './wire-message.ts';
