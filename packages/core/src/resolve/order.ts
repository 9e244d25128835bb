import type { Diagnostic } from '../diagnostic.ts';
import type { Plugin } from '../plugin.ts';
import { keyOf } from '../token.ts';

export type Levels = { readonly levels: readonly (readonly Plugin[])[]; readonly diagnostics: readonly Diagnostic[] };
type Graph = ReadonlyMap<Plugin, readonly Plugin[]>;

/** The plugins whose services this one awaits, required or optional. */
export function neededBy(plugin: Plugin, providers: ReadonlyMap<string, Plugin>): readonly Plugin[] {
  const tokens = [...Object.values(plugin.requires), ...Object.values(plugin.optional)];
  const found = tokens.map((token) => providers.get(keyOf(token))).filter((provider) => provider !== undefined);
  return [...new Set(found)];
}

/** Levels in the order of needs; `plugins` are sorted, so the levels are as well. */
export function orderOf(plugins: readonly Plugin[], providers: ReadonlyMap<string, Plugin>): Levels {
  const graph = new Map(plugins.map((plugin) => [plugin, neededBy(plugin, providers)]));
  const levels: Plugin[][] = [];
  const done = new Set<Plugin>();
  let waiting = [...plugins];
  while (waiting.length > 0) {
    const ready = waiting.filter((plugin) => graph.get(plugin)?.every((need) => done.has(need)));
    if (ready.length === 0) return { levels: [], diagnostics: circles(waiting, graph) };
    for (const plugin of ready) done.add(plugin);
    levels.push(ready);
    waiting = waiting.filter((plugin) => !done.has(plugin));
  }
  return { levels, diagnostics: [] };
}

/** Every plugin that stands in a circle is named in at least one diagnostic. */
function circles(plugins: readonly Plugin[], graph: Graph): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const named = new Set<Plugin>();
  for (const plugin of plugins) {
    const path = named.has(plugin) ? undefined : shortestCircle(plugin, graph);
    if (!path) continue;
    for (const member of path) named.add(member);
    diagnostics.push(circle(path));
  }
  return diagnostics;
}

/** Breadth first from a plugin along its needs until one needs it again. */
function shortestCircle(start: Plugin, graph: Graph): readonly Plugin[] | undefined {
  const paths: Plugin[][] = [[start]];
  const seen = new Set<Plugin>();
  for (const path of paths) {
    for (const next of graph.get(path.at(-1) ?? start) ?? []) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return undefined;
}

function circle(path: readonly Plugin[]): Diagnostic {
  const [first] = path;
  const ids = path.map((plugin) => plugin.id);
  const tokens = path.flatMap((plugin) => (plugin.provides ? [keyOf(plugin.provides)] : []));
  return {
    code: 'E_CIRCLE',
    message: `Plugins need each other in a circle: ${[...ids, first?.id].join(' → ')}.`,
    hint: 'Move what two of them share into a third plugin, or let one of them look the service up later.',
    plugins: ids,
    tokens,
  };
}
