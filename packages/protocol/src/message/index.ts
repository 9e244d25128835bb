export type { Json, JsonObject, MessageHeader } from './message-header.ts';
