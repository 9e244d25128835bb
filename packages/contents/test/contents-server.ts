import { contentsPlugins } from '@himalia/testing';

export { type Asking, asking, text } from '@himalia/testing';

export const plugins: readonly string[] = [
  ...contentsPlugins,
  '@himalia/system:events',
  '@himalia/contents:uploads',
  '@himalia/contents:changes',
  '@himalia/contents:archives',
  '@himalia/system:operations',
];
