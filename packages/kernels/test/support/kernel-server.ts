import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { basicPlugins, bootServer, type TestServer } from '@himalia/testing';

export { eventually } from '@himalia/testing';

const plugins = [
  ...basicPlugins,
  '@himalia/kernels:kernelspecs',
  '@himalia/kernels:provisioners',
  '@himalia/kernels:kernels',
  '@himalia/kernels:sessions',
];

/** The interpreter with ipykernel that tests may use. */
export const python: string | undefined = process.env.HIMALIA_PYTHON;

export function installKernel(server: TestServer, name: string, kernelJson: object): void {
  const folder = join(server.folder, 'data', 'kernels', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel.json'), JSON.stringify(kernelJson));
}

const script = join(import.meta.dirname, 'synthetic-kernel.ts');

export const syntheticArgv: readonly string[] = [
  process.execPath,
  '--conditions=source',
  '--no-warnings',
  script,
  '{connection_file}',
];

/** Installs the synthetic kernel under a name, with an environment that changes what it does. */
export function installSynthetic(server: TestServer, name: string, more: object = {}): void {
  installKernel(server, name, { argv: syntheticArgv, display_name: name, language: 'commands', ...more });
}

type Pause = { readonly command: string; readonly go: () => void };

/** A command of the synthetic kernel at which a cell waits until the test says `go`. */
export function pauseOf(server: TestServer): Pause {
  const file = join(server.folder, `go-${randomUUID()}`);
  return { command: `await ${file}`, go: () => writeFileSync(file, '') };
}

/** A server for kernels, with the synthetic kernel installed, and ipykernel where there is one. */
export async function bootKernels(
  kernels: Readonly<Record<string, unknown>> = {},
  more: readonly string[] = [],
  config: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): Promise<TestServer> {
  const server = await bootServer({
    plugins: [...plugins, ...more],
    config: { kernels, ...config },
    ...(process.env.HIMALIA_TEST_LOG ? { onLog: (line: string) => process.stderr.write(line) } : {}),
  });
  installSynthetic(server, 'synthetic');
  if (python) {
    const argv = [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
    installKernel(server, 'python3', { argv, display_name: 'Python 3', language: 'python' });
  }
  return server;
}

export type Kernel = {
  readonly id: string;
  readonly name: string;
  readonly execution_state: string;
  readonly connections: number;
  readonly last_activity: string;
  readonly reason?: string;
};

export async function startKernel(server: TestServer, name = 'synthetic', more: object = {}): Promise<Kernel> {
  const response = await server.ask('api/kernels', { method: 'POST', body: { name, ...more }, headers: json });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Kernel;
}

export const json = { 'content-type': 'application/json' };

export async function kernel(server: TestServer, id: string): Promise<Kernel | undefined> {
  const response = await server.ask(`api/kernels/${id}`);
  return response.status === 200 ? ((await response.json()) as Kernel) : undefined;
}
