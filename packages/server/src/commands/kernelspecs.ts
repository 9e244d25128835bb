import type { Kernelspecs } from '@himalia/contracts/kernelspecs';
import { type ExitCode, misused } from '../exit-error.ts';
import { withKernelspecs } from '../running/kernelspec-finder.ts';

/** `himalia kernelspecs [--json]`: the kernels by name, then those that cannot be used, with the reason. */
export async function kernelspecsCommand(args: readonly string[]): Promise<ExitCode> {
  const json = args[0] === '--json';
  if (args.length > (json ? 1 : 0)) throw misused('himalia kernelspecs takes --json only.');
  await withKernelspecs((kernelspecs) => print(kernelspecs, json));
  return 0;
}

async function print(kernelspecs: Kernelspecs, json: boolean): Promise<void> {
  const [found, broken, usual] = await Promise.all([
    kernelspecs.list(),
    kernelspecs.broken(),
    kernelspecs.defaultName(),
  ]);
  if (json) {
    console.log(JSON.stringify({ default: usual, kernelspecs: found, broken }, null, 2));
    return;
  }
  for (const { name, display_name, resourceDir } of found)
    console.log(`${name === usual ? '*' : ' '} ${name.padEnd(20)} ${display_name.padEnd(28)} ${resourceDir}`);
  for (const { name, path, problem } of broken) console.log(`✖ ${name.padEnd(20)} broken: ${problem}\n    ${path}`);
}
