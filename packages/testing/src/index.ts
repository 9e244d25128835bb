export { bootServer, type TestServer, type TestServerOptions } from './boot-server.ts';
