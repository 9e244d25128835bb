import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * Node's own modules as `require` gives them: an `import` asks each for all it exports, and `node:http` exports a WebSocket
 * that brings a fetch, TLS, HTTP/2 and web streams along. What a library requires of TLS comes when it is used.
 */
export const platformModules = {
  name: 'platform-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) => {
      const later = kind === 'require-call' && /^node:(?:https|http2|tls)$/.test(path);
      return { path, namespace: later ? 'platform-later' : 'platform' };
    });
    onLoad({ filter: /./, namespace: 'platform' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
    onLoad({ filter: /./, namespace: 'platform-later' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule('${path}')[name] });`,
    }));
  },
};

/** What a module says of itself becomes a constant of its own, which `modulePlaces` writes above it. */
export const placeNames = {
  'import.meta.url': 'moduleUrl',
  'import.meta.filename': 'moduleFile',
  'import.meta.dirname': 'moduleFolder',
};

/** First line of a bundle: nothing below it asks for its own place. */
export const bundlePlace = 'const bundleUrl = import.meta.url;';

/**
 * In a bundle that lies at `place` below `dist`, each module goes on to know where it would be by itself.
 * @param {string} src
 * @param {string} place
 */
export function modulePlaces(src, place) {
  return {
    name: 'module-places',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (!text.includes('import.meta.')) return undefined;
        const module = relative(join(src, place), path).replaceAll(sep, '/').replace(/\.ts$/, '.js');
        const above = [
          `const moduleUrl = new URL('./${module}', bundleUrl).href;`,
          "const moduleFile = process.getBuiltinModule('node:url').fileURLToPath(moduleUrl);",
          "const moduleFolder = process.getBuiltinModule('node:path').dirname(moduleFile);",
        ].join(' ');
        return { contents: `${above} ${text}`, loader: 'ts' };
      });
    },
  };
}
