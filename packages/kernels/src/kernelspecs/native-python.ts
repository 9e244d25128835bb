import { access, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';
import { pythonOf } from '../python-of.ts';

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Folders below a prefix that its Python imports from. Reading folders costs microseconds where asking Python costs 50 ms. */
async function sitePackages(prefix: string, home: string): Promise<string[]> {
  const lib = join(prefix, 'lib');
  const names = await readdir(lib).catch(() => []);
  const versions = names.filter((name) => /^python3\.\d+t?$/.test(name));
  const own = versions.map((version) => join(lib, version, 'site-packages'));
  if (await exists(join(prefix, 'pyvenv.cfg'))) return own;
  const user = versions.map((version) => join(home, '.local', 'lib', version, 'site-packages'));
  return [...own, join(lib, 'python3', 'dist-packages'), ...user];
}

async function ipykernelIn(prefix: string, home: string): Promise<string | undefined> {
  for (const folder of await sitePackages(prefix, home)) {
    const package_ = join(folder, 'ipykernel');
    if (await exists(join(package_, '__init__.py'))) return package_;
  }
  return undefined;
}

/** The kernelspec `python3` of the first prefix whose Python has ipykernel; jupyter_client's "native kernel". */
export async function findNativePython(prefixes: readonly string[], home: string): Promise<Kernelspec | undefined> {
  for (const prefix of prefixes) {
    const [ipykernel, python] = await Promise.all([ipykernelIn(prefix, home), pythonOf(prefix)]);
    if (!ipykernel || !python) continue;
    return {
      name: 'python3',
      argv: [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
      env: {},
      display_name: `Python 3 (${basename(dirname(ipykernel)) === 'dist-packages' ? 'system' : basename(prefix)})`,
      language: 'python',
      interrupt_mode: 'signal',
      metadata: { debugger: true },
      kernel_protocol_version: '',
      resourceDir: join(ipykernel, 'resources'),
      prefix,
    };
  }
  return undefined;
}
