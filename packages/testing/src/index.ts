import { fileURLToPath } from 'node:url';

export type { AskInit } from './as-owner.ts';
export { type Asking, asking, text } from './asking.ts';
export { bootServer, type TestServer, type TestServerOptions } from './boot-server.ts';
export { type ContentsServer, contentsSuite } from './contents-suite.ts';
export { eventually } from './eventually.ts';
export { freePorts } from './free-ports.ts';
export { Home, himaliaCommand, type StartOptions } from './home.ts';
export { KernelClient, type KernelClientOptions, type Received } from './kernel-client.ts';
export { basicPlugins, contentsPlugins } from './plugin-lists.ts';
export { startPostgresql, type TestPostgresql } from './postgresql/start-postgresql.ts';
export { isRunning, megabytesOf, processorMilliseconds } from './process-status.ts';
export { hasOpenssl, selfSigned } from './self-signed.ts';
export { type Ended, ServerProcess } from './server-process.ts';
/** A script to run as a kernel: a way to go wrong (`crash`, `mute`, `garbage` …), then the connection file. */
export const misbehavingKernel: string = fileURLToPath(import.meta.resolve('./misbehaving-kernel.ts'));
