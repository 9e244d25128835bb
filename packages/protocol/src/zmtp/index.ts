export { type CurveClientKeys, type CurveServerKeys, isCurveKey, makeCurveKeys } from '../curve/curve-keys.ts';
export { bind } from './bind.ts';
export { connect } from './connect.ts';
export { defaultLimits, type Limits } from './limits.ts';

export type {
  BindOptions,
  ClientSocket,
  ClientState,
  ClientType,
  ConnectOptions,
  Frames,
  Outgoing,
  ServerSocket,
  ServerType,
  SocketOptions,
  SocketType,
} from './socket.ts';
export { Subscriptions } from './subscriptions.ts';
