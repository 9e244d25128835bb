import type { Plugin } from '@himalia/core';
import { health } from './health-plugin.ts';
import { fastifyHttp } from './plugin.ts';

export { fastifyHttp, health };
export const plugins: readonly Plugin[] = [fastifyHttp, health];
