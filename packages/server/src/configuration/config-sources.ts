import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExitError } from '../exit-error.ts';

/** A file that may hold configuration, whether it is there or not. */
export type Source = {
  readonly path: string;
  /** Jupyter's own files hold classes with traits; Himalia's hold sections. */
  readonly kind: 'jupyter' | 'himalia';
  readonly present: boolean;
};

/**
 * Every place that is looked at, the weakest first: Jupyter's files of all folders, then Himalia's. In a folder `*.d` comes
 * before the file itself, and Python before JSON, as traitlets reads them.
 */
export function configSources(folders: readonly string[], app: 'lab' | 'notebook'): readonly Source[] {
  const jupyter = jupyterNames(app).flatMap((name) =>
    folders.flatMap((folder) => [
      ...below(join(folder, `${name}.d`), /\.json$/, 'jupyter'),
      at(join(folder, `${name}.py`), 'jupyter'),
      at(join(folder, `${name}.json`), 'jupyter'),
    ]),
  );
  const himalia = folders.flatMap((folder) => [
    ...below(join(folder, 'himalia.d'), /\.(json|ya?ml)$/, 'himalia'),
    ...['himalia.json', 'himalia.yaml'].map((name) => at(join(folder, name), 'himalia')),
  ]);
  return [...jupyter, ...himalia];
}

/** An application's own file overrules those for every application. */
function jupyterNames(app: 'lab' | 'notebook'): readonly string[] {
  const others = app === 'lab' ? ['jupyter_notebook_config'] : ['jupyter_lab_config'];
  return ['jupyter_config', ...others, 'jupyter_server_config', `jupyter_${app}_config`];
}

function at(path: string, kind: Source['kind']): Source {
  return { path, kind, present: exists(path) };
}

/** A link that leads nowhere is there, too: reading it says so. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // a folder on the way is no folder, or closed to this user
  }
}

function below(folder: string, names: RegExp, kind: Source['kind']): readonly Source[] {
  try {
    const found = readdirSync(folder).filter((name) => names.test(name) && !name.startsWith('.'));
    return found.sort().map((name) => ({ path: join(folder, name), kind, present: true }));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new ExitError(78, `E_CONFIG  ${folder}: ${code === 'EACCES' ? 'no permission to read it' : message}`);
  }
}
