export * from './connection-info.ts';
