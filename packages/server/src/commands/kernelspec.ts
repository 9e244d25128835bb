import { type ExitCode, misused } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';

/** `himalia kernelspec install`: writes kernelspecs of the embedded kernels into the user's Jupyter data folder. */
export async function kernelspecCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  if (args.length !== 1 || args[0] !== 'install') throw misused('As in: himalia kernelspec install');
  const { installKernelspecs } = await import('@himalia/embedded-kernels');
  for (const path of await installKernelspecs({ environment })) console.log(path);
  return 0;
}
