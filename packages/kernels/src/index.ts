import type { Plugin } from '@himalia/core';
import { kernelsPlugin } from './kernels/plugin.ts';
import { kernelspecsPlugin } from './kernelspecs/plugin.ts';
import { outputsPlugin } from './outputs/plugin.ts';
import { provisionersPlugin } from './provisioners/plugin.ts';
import { sessionsPlugin } from './sessions/plugin.ts';
import { zwsPlugin } from './zws/plugin.ts';

export { kernelsPlugin, kernelspecsPlugin, outputsPlugin, provisionersPlugin, sessionsPlugin, zwsPlugin };
export const plugins: readonly Plugin[] = [
  kernelspecsPlugin,
  provisionersPlugin,
  kernelsPlugin,
  sessionsPlugin,
  zwsPlugin,
  outputsPlugin,
];
