export { type CurveClientKeys, type CurveServerKeys, isCurveKey, makeCurveKeys } from '../curve/curve-keys.ts';
export type { Frames, Outgoing } from '../frames/frame.ts';
export { defaultLimits, type Limits } from '../frames/limits.ts';
export { bind } from './bind.ts';
export { connect } from './connect.ts';

export type {
  BindOptions,
  ClientSocket,
  ClientState,
  ClientType,
  ConnectOptions,
  ServerSocket,
  ServerType,
  SocketOptions,
  SocketType,
} from './socket.ts';
export { Subscriptions } from './subscriptions.ts';
