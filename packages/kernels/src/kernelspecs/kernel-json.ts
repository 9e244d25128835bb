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
  if (!isStrings(argv) || argv.length === 0) throw new Error('"argv" is missing, empty, or not a list of strings');
  const env = Object.entries(object(file, 'env')).map(([key, value]) => [key, String(value)] as const);
  return {
    name,
    argv,
    env: Object.fromEntries(env),
    display_name: string(file, 'display_name', name),
    language: string(file, 'language', ''),
    interrupt_mode: file.interrupt_mode === 'message' ? 'message' : 'signal',
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
