export { type Asking, asking, text } from '@himalia/testing';

export const plugins: readonly string[] = [
  '@himalia/http:fastify',
  '@himalia/identity:token',
  '@himalia/system:paths',
  '@himalia/system:events',
  '@himalia/contents:local',
  '@himalia/contents:http',
  '@himalia/contents:uploads',
  '@himalia/contents:changes',
  '@himalia/contents:archives',
  '@himalia/system:operations',
];
