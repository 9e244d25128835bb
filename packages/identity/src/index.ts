import type { Plugin } from '@himalia/core';
import { tokenIdentity } from './plugin.ts';

export { hashPassword, shortestPassword } from './hash-password.ts';
export { storePassword } from './store-password.ts';
export { tokenIdentity };
export const plugins: readonly Plugin[] = [tokenIdentity];
