import { extname } from 'node:path';
import type { ConfigFile } from './config-file.ts';
import { readConfigFile } from './config-file.ts';
import { configFolders } from './config-folders.ts';
import { configSources, type Source } from './config-sources.ts';
import { type PythonConfig, readPythonConfig } from './python-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;
export type FilesToRead = {
  readonly environment: Environment;
  /** `--config FILE`, in their order. */
  readonly given: readonly string[];
  /** `--python-prefix`: its configuration folder comes first, too. */
  readonly prefix: string | undefined;
  readonly app: 'lab' | 'notebook';
};
export type FilesRead = {
  /** The weakest first. */
  readonly files: readonly ConfigFile[];
  readonly warnings: readonly string[];
};

/** The application whose own file counts most. */
export function appOf({ name }: { readonly name: string }): FilesToRead['app'] {
  return name === 'notebook' ? 'notebook' : 'lab';
}

const isPython = ({ path }: Pick<Source, 'path'>): boolean => extname(path) === '.py';

/** Reads every configuration file there is. Throws `ExitError` 78 with file and line for one that cannot be read. */
export async function readConfigFiles({ environment, given, prefix, app }: FilesToRead): Promise<FilesRead> {
  const { folders, prefixes } = configFolders(environment, prefix);
  const sources: readonly Source[] = [
    ...configSources(folders, app).filter(({ present }) => present),
    ...given.map((path) => ({ path, kind: 'himalia', present: true }) as const),
  ];
  const programs = sources.filter(isPython).map(({ path }) => path);
  const answers = programs.length === 0 ? [] : await readPythonConfig(programs, prefixes, environment);
  const python = new Map((answers ?? []).map((answer) => [answer.path, answer]));
  const warnings = answers ? [] : programs.map(withoutPython);
  return { files: sources.flatMap((source) => read(source, python)), warnings };
}

function read(source: Source, python: ReadonlyMap<string, PythonConfig>): readonly ConfigFile[] {
  if (!isPython(source)) {
    const file = readConfigFile(source.path);
    return [source.kind === 'himalia' ? file : { ...file, values: classesOf(file.values) }];
  }
  const answer = python.get(source.path);
  return answer ? [{ path: source.path, values: classesOf(answer.values), lineOf: () => undefined }] : [];
}

function withoutPython(path: string): string {
  return `${path} was not read: no Python with traitlets was found. Install one (pip install jupyter_core), name its environment with --python-prefix, or say the same in himalia.yaml.`;
}

/** Jupyter's files may hold other things beside classes; they are not for a server. */
function classesOf(values: ConfigFile['values']): ConfigFile['values'] {
  return Object.fromEntries(Object.entries(values).filter(([key]) => /^[A-Z]/.test(key)));
}
