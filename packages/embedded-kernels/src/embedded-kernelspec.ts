import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';

type EmbeddedKernel = {
  readonly display_name: string;
  readonly language: string;
  /** Below this folder, without extension. */
  readonly entry: string;
};
export type EmbeddedKernelName = 'typescript' | 'python-wasm';
const kernels: Readonly<Record<EmbeddedKernelName, EmbeddedKernel>> = {
  typescript: { display_name: 'TypeScript (Node.js)', language: 'typescript', entry: 'typescript/main' },
  'python-wasm': { display_name: 'Python (WASM)', language: 'python', entry: 'python/main' },
};
export const embeddedKernelNames: readonly EmbeddedKernelName[] = ['typescript', 'python-wasm'];

/** The kernelspec of an embedded kernel, run by the Node that runs this. */
export function embeddedKernelspec(name: EmbeddedKernelName): Kernelspec {
  const { display_name, language, entry } = kernels[name];
  const extension = extname(import.meta.url);
  // From source, workspace packages are found by their `source` export.
  const conditions = extension === '.ts' ? ['--conditions=source'] : [];
  return {
    name,
    argv: [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      ...conditions,
      fileURLToPath(new URL(`./${entry}${extension}`, import.meta.url)),
      '{connection_file}',
    ],
    env: {},
    display_name,
    language,
    interrupt_mode: 'signal',
    metadata: { debugger: false },
    kernel_protocol_version: '5.4',
    resourceDir: fileURLToPath(new URL(`../resources/${name}`, import.meta.url)),
  };
}
