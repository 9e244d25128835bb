import type { Plugin } from '@himalia/core';
import { readCertificate } from './certificate.ts';
import { health } from './health-plugin.ts';
import { fastifyHttp } from './plugin.ts';

export { fastifyHttp, health, readCertificate };
export const plugins: readonly Plugin[] = [fastifyHttp, health];
