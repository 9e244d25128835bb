import type { Plugin } from '@himalia/core';
import { localContents } from './plugin.ts';
import { contentsOverHttp } from './routes-plugin.ts';

export { LocalContents, type LocalContentsOptions } from './local-contents.ts';
export { contentsOverHttp, localContents };
export const plugins: readonly Plugin[] = [localContents, contentsOverHttp];
