import type { Plugin } from '@himalia/core';
import { tokenIdentity } from './plugin.ts';

export { hashPassword } from './hash-password.ts';
export { tokenIdentity };
export const plugins: readonly Plugin[] = [tokenIdentity];
