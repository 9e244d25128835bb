// Writes the two modules that name every built-in extension: one for JupyterLab, one for Notebook.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labExtensions, manifest, mimeExtensions, notebookExtensions, notebookPages } from './packages.js';

const quote = (value) => JSON.stringify(value);

/** Its published package imports a style sheet that it does not contain. */
const withoutStyles = new Set(['@jupyter-notebook/lab-extension']);

/** The style sheets of extensions. Order matters little: each package imports those it builds upon. */
function styles(extensions) {
  const names = [...new Set([...extensions, ...mimeExtensions.map(([name]) => name)])].sort();
  return names.flatMap((name) => {
    const sheet = manifest(name).styleModule ?? manifest(name).style;
    return sheet && !withoutStyles.has(name) ? [`import ${quote(`${name}/${sheet}`)};`] : [];
  });
}

/** A pair of name and module; `require` because modules not wanted on a page must not be evaluated. */
function pair(name, module = name) {
  return `  [${quote(name)}, require(${quote(module)})],`;
}
const mime = () => ['const builtInMime = [', ...mimeExtensions.map(([name, module]) => pair(name, module)), '];'];

function labEntry() {
  return [
    ...styles(labExtensions),
    `import { startLab } from './page/lab.js';`,
    ...mime(),
    'const builtIn = [',
    ...labExtensions.map((name) => pair(name)),
    '];',
    'export const start = (config, extensions) => startLab({ builtIn, builtInMime, extensions });',
  ];
}

const ids = (name, plugins) => (plugins === 'all' ? true : plugins.map((plugin) => `${name}:${plugin}`));

function somePlugins(name, plugins) {
  if (plugins === 'all') return pair(name);
  return `  [${quote(name)}, only(require(${quote(name)}), ${quote(ids(name, plugins))})],`;
}

/** Notebook's own form: `/` and `/<page>` to package to true or plugin ids. */
function allPlugins() {
  const pages = Object.entries(notebookPages).map(([page, packages]) => [
    page === 'every page' ? '/' : `/${page}`,
    Object.fromEntries(Object.entries(packages).map(([name, plugins]) => [name, ids(name, plugins)])),
  ]);
  return Object.fromEntries(pages);
}

function notebookEntry() {
  const pages = Object.entries(notebookPages).flatMap(([page, packages]) => [
    `  ${quote(page)}: () => [`,
    ...Object.entries(packages).map(([name, plugins]) => somePlugins(name, plugins)),
    '  ],',
  ]);
  return [
    ...styles(notebookExtensions),
    `import { startNotebook } from './page/notebook.js';`,
    ...mime(),
    'const only = (module, ids) => [module.default].flat().filter((plugin) => ids.includes(plugin.id));',
    'const pages = {',
    ...pages,
    '};',
    `const allPlugins = ${quote(allPlugins())};`,
    'export function start({ notebookPage }, extensions) {',
    `  const builtIn = [...pages['every page'](), ...(pages[notebookPage]?.() ?? [])];`,
    '  return startNotebook({ builtIn, builtInMime, extensions, allPlugins });',
    '}',
  ];
}

export function writeEntries(folder) {
  writeFileSync(join(folder, 'lab-entry.js'), `${labEntry().join('\n')}\n`);
  writeFileSync(join(folder, 'notebook-entry.js'), `${notebookEntry().join('\n')}\n`);
}
