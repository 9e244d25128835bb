export { encodeZws } from './encode-zws.ts';
export { ZwsDecoder, type ZwsLimits } from './zws-decoder.ts';

/** The subprotocol of ZeroMQ over WebSocket without a security mechanism (RFC 45/ZWS 2.0, "No Mechanism"). */
export const zwsProtocol = 'ZWS2.0';
