import type { Plugin } from '@himalia/core';
import { database } from './plugin.ts';

export { database };
export const plugins: readonly Plugin[] = [database];
