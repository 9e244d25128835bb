import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExitError } from '../exit-error.ts';
import { isRecord } from './said.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Answer = { readonly config?: unknown; readonly error?: unknown; readonly line?: unknown };
type Run = { readonly code: number | string | null; readonly killed: boolean; readonly output: string };
export type PythonConfig = { readonly path: string; readonly values: Readonly<Record<string, unknown>> };

const script = join(import.meta.dirname, '../../python/read_config.py');
const TIME_LIMIT = 20_000;
const LARGEST = 4 * 1024 * 1024;
const WITHOUT_TRAITLETS = 3;

/**
 * Runs configuration files that are Python programs (`c = get_config()`, `load_subconfig`) and answers what they set;
 * undefined when no Python with traitlets is installed. Throws `ExitError` 78 for a file that fails, or takes too long.
 */
export async function readPythonConfig(
  paths: readonly string[],
  prefixes: readonly string[],
  environment: Environment,
): Promise<readonly PythonConfig[] | undefined> {
  for (const python of prefixes.flatMap(pythonOf)) {
    const { code, killed, output } = await run(python, paths, environment);
    if (killed) throw refused(paths, `not read to the end within ${TIME_LIMIT / 1000} s by ${python}`);
    if (code === WITHOUT_TRAITLETS || code === 'ENOENT' || code === 'EACCES') continue;
    const answers = code === 0 ? parse(output) : undefined;
    if (answers?.length !== paths.length)
      throw refused(paths, `${python} ended with ${code} and gave no configuration`);
    return paths.map((path, index) => ({ path, values: valuesOf(path, answers[index] ?? {}) }));
  }
  return undefined;
}

function pythonOf(prefix: string): readonly string[] {
  const names = process.platform === 'win32' ? ['python.exe', 'Scripts/python.exe'] : ['bin/python3', 'bin/python'];
  const found = names.map((name) => join(prefix, name)).find((path) => existsSync(path));
  return found === undefined ? [] : [found];
}

function run(python: string, paths: readonly string[], environment: Environment): Promise<Run> {
  const options = { timeout: TIME_LIMIT, killSignal: 'SIGKILL', maxBuffer: LARGEST, env: environment } as const;
  return new Promise((resolve) => {
    const child = execFile(python, [script, ...paths], options, (error, output) => {
      resolve({ code: error ? (error.code ?? error.signal ?? null) : 0, killed: error?.killed === true, output });
    });
    child.stdin?.on('error', () => {}); // it ended before it could read
    child.stdin?.end();
  });
}

function parse(output: string): readonly Answer[] | undefined {
  try {
    const answers: unknown = JSON.parse(output);
    return Array.isArray(answers) ? answers.filter(isRecord) : undefined;
  } catch {
    return undefined;
  }
}

function valuesOf(path: string, { config, error, line }: Answer): PythonConfig['values'] {
  if (error !== undefined)
    throw new ExitError(78, `E_CONFIG  ${path}${typeof line === 'number' ? `:${line}` : ''}: ${error}`);
  return isRecord(config) ? config : {};
}

function refused(paths: readonly string[], problem: string): ExitError {
  return new ExitError(78, `E_CONFIG  ${paths.join(', ')}: ${problem}`);
}
