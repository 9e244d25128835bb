export {
  buildMessage,
  createHeader,
  encodeParts,
  type MessageToBuild,
  protocolVersion,
  signedFrames,
} from './build-message.ts';
export { headerMember } from './header-member.ts';
export type { Json, JsonObject, MessageHeader } from './message-header.ts';
export { ReplayGuard } from './replay-guard.ts';
export { Signer } from './signer.ts';
export { delimiter, parseMessage, WireMessage } from './wire-message.ts';
