import type { Plugin } from '@himalia/core';
import { pages } from './plugin.ts';

export { pages };
export const plugins: readonly Plugin[] = [pages];
