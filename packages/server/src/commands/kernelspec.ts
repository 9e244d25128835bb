import { type ExitCode, ExitError, misused } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';

/** What `@himalia/embedded-kernels` offers to the command. */
type Installer = {
  installKernelspecs(options: {
    readonly environment: Environment;
    readonly command: string;
  }): Promise<readonly string[]>;
};

/** `himalia kernelspec install`: writes kernelspecs of the embedded kernels into the user's Jupyter data folder. */
export async function kernelspecCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  if (args.length !== 1 || args[0] !== 'install') throw misused('As in: himalia kernelspec install');
  const installer = (await import('@himalia/embedded-kernels' as string)) as Partial<Installer>;
  if (!installer.installKernelspecs)
    throw new ExitError(1, 'The embedded kernels of this version cannot be installed.');
  const paths = await installer.installKernelspecs({ environment, command: process.execPath });
  for (const path of paths) console.log(path);
  return 0;
}
