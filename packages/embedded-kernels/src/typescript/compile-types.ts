import { createRequire, SourceMap } from 'node:module';
import type { Place } from './place.ts';

type Amaro = {
  transformSync(
    source: string,
    options: { readonly mode: 'transform'; readonly sourceMap: true },
  ): { readonly code: string; readonly map: string };
};
const require = createRequire(import.meta.url);

/**
 * Compiles what cannot be stripped (enum, namespace, parameter properties). The compiler is what Node strips types with;
 * it is loaded when a cell first needs it. Lines move, so places are told by a source map.
 */
export function compileTypes(source: string): {
  readonly javascript: string;
  readonly place: (place: Place) => Place;
} {
  const { transformSync } = require('amaro') as Amaro;
  const { code, map } = transformSync(source, { mode: 'transform', sourceMap: true });
  const lines = new SourceMap(JSON.parse(map));
  return {
    javascript: code,
    place: ({ line, column }) => {
      const entry = lines.findEntry(line - 1, column);
      return 'originalLine' in entry
        ? { line: entry.originalLine + 1, column: entry.originalColumn }
        : { line, column };
    },
  };
}
