import { Kernelspecs } from '@himalia/contracts/kernelspecs';
import { definePlugin, type Plugin } from '@himalia/core';
import { type EmbeddedKernelName, embeddedKernelspec } from './embedded-kernelspec.ts';

function offer(id: string, name: EmbeddedKernelName, rank: number, description: string): Plugin {
  return definePlugin({
    id,
    description,
    requires: { kernelspecs: Kernelspecs },
    activate({ kernelspecs, signal }) {
      const registration = kernelspecs.register({ id, rank, list: async () => [embeddedKernelspec(name)] });
      signal.addEventListener('abort', () => registration[Symbol.dispose](), { once: true });
    },
  });
}

export const typescriptPlugin: Plugin = offer(
  '@himalia/embedded-kernels:typescript',
  'typescript',
  20,
  'A TypeScript and JavaScript kernel that needs nothing but Node',
);

export const pythonPlugin: Plugin = offer(
  '@himalia/embedded-kernels:python',
  'python-wasm',
  10, // first of the two: most notebooks are Python's, and the first kernel is the default
  'A Python kernel that needs no Python: CPython compiled to WebAssembly',
);
