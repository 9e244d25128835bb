import type { Kernelspec } from '@himalia/contracts/kernelspecs';

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function object(file: Fields, key: string): Fields {
  const value = file[key] ?? {};
  if (!isObject(value)) throw new Error(`"${key}" is not an object`);
  return value;
}

function string(file: Fields, key: string, fallback: string): string {
  const value = file[key] ?? fallback;
  if (typeof value !== 'string') throw new Error(`"${key}" is not a string`);
  return value;
}

/** As jupyter_client reads it, in any case. */
function interruptMode(file: Fields): Kernelspec['interrupt_mode'] {
  const mode = string(file, 'interrupt_mode', 'signal').toLowerCase();
  if (mode !== 'signal' && mode !== 'message')
    throw new Error(`"interrupt_mode" is "${mode}", not "signal" or "message"`);
  return mode;
}

function environment(file: Fields): Record<string, string> {
  const env = object(file, 'env');
  for (const [name, value] of Object.entries(env)) {
    if (value === null || typeof value === 'object') throw new Error(`"env" has no text for ${name}`);
  }
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
}

function parse(text: string): Fields {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new Error(`kernel.json is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(file)) throw new Error('kernel.json is not a JSON object');
  return file;
}

/**
 * Reads the text of a kernel.json and fills in the defaults (jupyter_client, "Kernel specs").
 * Throws an `Error` that says in one sentence what is wrong with it.
 */
export function readKernelJson(text: string, name: string, resourceDir: string, prefix?: string): Kernelspec {
  const file = parse(text);
  const { argv } = file;
  if (!isStrings(argv) || !argv[0]) throw new Error('"argv" is missing, empty, or not a list of strings');
  return {
    name,
    argv,
    env: environment(file),
    display_name: string(file, 'display_name', name),
    language: string(file, 'language', ''),
    interrupt_mode: interruptMode(file),
    metadata: object(file, 'metadata'),
    kernel_protocol_version: string(file, 'kernel_protocol_version', ''),
    resourceDir,
    ...(prefix === undefined ? {} : { prefix }),
  };
}

/** The provisioner that a kernelspec asks for (jupyter_client, "Kernel provisioning"). */
export function provisionerOf(spec: Kernelspec): string {
  const { kernel_provisioner: provisioner } = spec.metadata;
  const name = isObject(provisioner) ? provisioner.provisioner_name : undefined;
  return typeof name === 'string' && name ? name : 'local-provisioner';
}
