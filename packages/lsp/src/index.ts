import type { Plugin } from '@himalia/core';
import { lsp } from './plugin.ts';

export { lsp };
export const plugins: readonly Plugin[] = [lsp];
