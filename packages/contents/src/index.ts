import type { Plugin } from '@himalia/core';
import { localContents } from './plugin.ts';

export { LocalContents, type LocalContentsOptions } from './local-contents.ts';
export { localContents };
export const plugins: readonly Plugin[] = [localContents];
