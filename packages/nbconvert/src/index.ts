import type { Plugin } from '@himalia/core';
import { nbconvert } from './plugin.ts';

export { nbconvert };
export const plugins: readonly Plugin[] = [nbconvert];
