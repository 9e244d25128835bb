import type { Plugin } from '@himalia/core';
import { terminals } from './plugin.ts';

export { terminals };
export const plugins: readonly Plugin[] = [terminals];
