import type { Plugin } from '@himalia/core';
import { fastifyHttp } from './plugin.ts';

export { fastifyHttp };
export const plugins: readonly Plugin[] = [fastifyHttp];
