import type { Plugin } from '@himalia/core';
import { kernelsPlugin } from './kernels/plugin.ts';
import { kernelspecsPlugin } from './kernelspecs/plugin.ts';
import { provisionersPlugin } from './provisioners/plugin.ts';

export { kernelsPlugin, kernelspecsPlugin, provisionersPlugin };
export const plugins: readonly Plugin[] = [kernelspecsPlugin, provisionersPlugin, kernelsPlugin];
export { sessionsPlugin } from './sessions/plugin.ts';
