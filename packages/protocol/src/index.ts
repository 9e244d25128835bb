export * from './connection/index.ts';
export * from './kernel-server/index.ts';
export * from './message/index.ts';
export * from './protocol-error.ts';
export * from './websocket/index.ts';
export * from './zmtp/index.ts';
export * from './zws/index.ts';
