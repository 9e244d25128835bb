// Module federation: what prebuilt extensions may take from this build instead of bringing their own copy.
// The set is JupyterLab's, because extensions in the wild were built against it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { allExtensions, manifest, modules } from './packages.js';

const scope = (name) =>
  readdirSync(join(modules, name))
    .map((entry) => `${name}/${entry}`)
    .filter((entry) => manifest(entry)?.main);

// There can be only one of each on a page: they hold tokens, registries or state.
const alone = [
  '@codemirror/language',
  '@codemirror/state',
  '@codemirror/view',
  '@jupyter/react-components',
  '@jupyter/web-components',
  '@jupyter/ydoc',
  '@jupyter-notebook/application',
  '@jupyter-notebook/tree',
  '@lezer/common',
  '@lezer/highlight',
  '@microsoft/fast-element',
  '@microsoft/fast-foundation',
  'react',
  'react-dom',
  'yjs',
];
// Of these JupyterLab tolerates several copies.
const several = new Set(
  'attachments cells csvviewer docregistry nbformat observables outputarea property-inspector running'
    .split(' ')
    .map((name) => `@jupyterlab/${name}`),
);

/** JupyterLab's packages must match in the minor version, others in the major one. */
const range = (name) => `${name.startsWith('@jupyterlab/') ? '~' : '^'}${manifest(name).version}`;

/** What extensions ask to share themselves: their dependencies, and their `jupyterlab.sharedPackages`. */
function sharedByExtensions(taken) {
  const shared = {};
  const add = (name, options) => {
    if (!taken[name] && (!shared[name] || shared[name].import === false)) shared[name] = options;
  };
  for (const { dependencies = {}, jupyterlab = {} } of allExtensions.map(manifest)) {
    const own = jupyterlab.sharedPackages ?? {};
    for (const [name, requiredVersion] of Object.entries(dependencies)) {
      if (!(name in own)) add(name, { requiredVersion });
    }
    for (const [name, options] of Object.entries(own)) {
      if (options === false) continue;
      const { bundled, ...rest } = options;
      add(name, bundled === undefined ? rest : { ...rest, import: bundled });
    }
  }
  return shared;
}

export function sharedModules() {
  const extensions = new Set(allExtensions);
  const shared = {};
  for (const name of [...scope('@jupyterlab'), ...scope('@lumino'), ...alone, ...allExtensions]) {
    if (shared[name]) continue;
    const single = !extensions.has(name) && !several.has(name);
    shared[name] = { requiredVersion: range(name), ...(single ? { singleton: true } : {}) };
  }
  return { ...shared, ...sharedByExtensions(shared) };
}
