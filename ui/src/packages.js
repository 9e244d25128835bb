// What the installed packages say of themselves.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const modules = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../node_modules');

const read = new Map();
/** The package.json of an installed package; undefined when it is not installed. */
export function manifest(name) {
  if (!read.has(name)) {
    const path = join(modules, name, 'package.json');
    read.set(name, existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);
  }
  return read.get(name);
}

const { devDependencies } = JSON.parse(readFileSync(join(modules, '../package.json'), 'utf8'));
const direct = Object.keys(devDependencies).map((name) => ({ name, jupyterlab: manifest(name)?.jupyterlab ?? {} }));

/** Module specifier of what a package calls its extension: `true` is its main module. */
const specifier = (name, path) => (path === true ? name : `${name}/${path}`);

/** Part of both applications: leads from the one to the other. */
const bridge = '@jupyter-notebook/lab-extension';

/** JupyterLab's extensions: every direct dependency of that scope that is one. */
export const labExtensions = direct
  .filter(({ name, jupyterlab }) => (name.startsWith('@jupyterlab/') && jupyterlab.extension) || name === bridge)
  .map(({ name }) => name);
/** Pairs of package and module. */
export const mimeExtensions = direct
  .filter(({ jupyterlab }) => jupyterlab.mimeExtension)
  .map(({ name, jupyterlab }) => [name, specifier(name, jupyterlab.mimeExtension)]);

/** Which plugins Notebook starts on which page: package to `all` or the plugins' names. */
export const notebookPages = JSON.parse(readFileSync(new URL('notebook-pages.json', import.meta.url), 'utf8'));
export const notebookExtensions = [...new Set(Object.values(notebookPages).flatMap(Object.keys))];

export const allExtensions = [
  ...new Set([...labExtensions, ...mimeExtensions.map(([name]) => name), ...notebookExtensions]),
].sort();
