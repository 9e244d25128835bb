import type { Plugin } from '@himalia/core';
import { pythonPlugin, typescriptPlugin } from './plugin.ts';

export { type EmbeddedKernelName, embeddedKernelspec } from './embedded-kernelspec.ts';
export { installKernelspecs } from './install-kernelspecs.ts';
export { pythonPlugin, typescriptPlugin };
export const plugins: readonly Plugin[] = [typescriptPlugin, pythonPlugin];
