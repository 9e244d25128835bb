import { readFile } from 'node:fs/promises';
import { loadPyodide, type PyodideAPI, version } from 'pyodide';
import { Snapshot } from './snapshot.ts';

// In the order in which they need each other.
const modules = [
  '__init__',
  'output',
  'display',
  'tracebacks',
  'completion',
  'magics',
  'wheels',
  'ipython',
  'shell',
] as const;
const pythonPackage = 'himalia_shell';
// What the shell or a first cell imports anyway is cheaper within the snapshot.
const preload =
  'import asyncio, inspect, json, re, traceback, pprint, rlcompleter, datetime, functools, collections, math\n';
const importer = `
def load(name, source):
    import sys, types
    module = types.ModuleType(name)
    if name == "${pythonPackage}":
        module.__path__ = []
    module.__package__ = "${pythonPackage}"
    sys.modules[name] = module
    exec(compile(source, f"<himalia {name}>", "exec"), module.__dict__)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
load
`;

/** Starts Python with our shell loaded: from the snapshot if there is one, else slowly, leaving one for the next time. */
export async function startPython(cache: string): Promise<PyodideAPI> {
  const sources = await Promise.all(modules.map(async (name) => [name, await readSource(name)] as const));
  const snapshot = new Snapshot(cache, version, [preload, importer, ...sources.flat()]);
  return (await fromSnapshot(snapshot)) ?? (await fromScratch(sources, snapshot));
}

async function readSource(name: string): Promise<string> {
  // From `src/python` and from `dist/python` alike.
  return await readFile(new URL(`../../src/python/${pythonPackage}/${name}.py`, import.meta.url), 'utf8');
}

async function fromSnapshot(snapshot: Snapshot): Promise<PyodideAPI | undefined> {
  const memory = await snapshot.read();
  if (!memory) return undefined;
  try {
    const python = await loadPyodide({ _loadSnapshot: memory });
    // It was copied; 30 MB need not stay.
    Reflect.deleteProperty(Reflect.get(Reflect.get(python, '_api'), 'config'), '_loadSnapshot');
    return python;
  } catch {
    await snapshot.remove();
    return undefined;
  }
}

async function fromScratch(
  sources: readonly (readonly [name: string, source: string])[],
  snapshot: Snapshot,
): Promise<PyodideAPI> {
  const python = await loadPyodide({ _makeSnapshot: true });
  python.runPython(preload);
  const load = python.runPython(importer);
  for (const [name, source] of sources) load(name === '__init__' ? pythonPackage : `${pythonPackage}.${name}`, source);
  load.destroy();
  void snapshot.write(python.makeMemorySnapshot());
  return python;
}
