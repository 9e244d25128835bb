/**
 * The JavaScript of every package, below its `dist`: a start opens 30 files instead of 300. Packages of ours stay modules of
 * their own, because plugins of others share them; libraries stay in `node_modules`, except those that every start loads.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundlePlace, modulePlaces, placeNames, platformModules } from './bundle-plugins.js';
import { kept, root } from './places.js';

/** They come into the bundle of the package that loads them. */
const inlined = new Set(['fastify']);

/** Threads and processes of their own: one file each, at the place that the code which starts them knows. */
const programs = {
  'embedded-kernels': ['python/main', 'python/python-worker', 'typescript/main', 'typescript/signal-watcher'],
  kernels: ['supervisor/main'],
  nbconvert: ['own/own-worker'],
};

const stamp = join(kept, 'bundled');

/** True when `dist` was made from the sources as they are now. */
export function isBundled() {
  return (
    existsSync(stamp) && readFileSync(stamp, 'utf8') === sources() && existsSync(join(root, 'packages/server/dist'))
  );
}

/** Rejects with esbuild's error, which names file and line. */
export async function bundle() {
  const made = sources();
  const packages = globSync('packages/*/package.json', { cwd: root }).map((path) => join(root, dirname(path)));
  await Promise.all(packages.map(bundlePackage));
  mkdirSync(kept, { recursive: true });
  writeFileSync(stamp, made);
}

/** One line for all that goes into the bundles: names, sizes and times. */
function sources() {
  const paths = globSync(
    ['packages/*/package.json', 'packages/*/src/**/*.{ts,json}', 'scripts/setup/bundle*.js', 'package-lock.json'],
    {
      cwd: root,
    },
  );
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function bundlePackage(folder) {
  const { exports, dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const src = join(folder, 'src');
  const options = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    outbase: src,
    outdir: join(folder, 'dist'),
    external: ['@himalia/*', ...Object.keys(dependencies).filter((library) => !inlined.has(library))],
    banner: { js: bundlePlace },
    define: placeNames,
    minifyWhitespace: true, // V8 keeps the text
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    metafile: true,
  };
  const bundleOf = (entryPoints, place, splitting) =>
    build({ ...options, entryPoints, splitting, plugins: [platformModules, modulePlaces(src, place)] });
  const made = await Promise.all([
    bundleOf(entries(folder, exports), '.', true),
    ...(programs[relative(join(root, 'packages'), folder)] ?? []).map((program) =>
      bundleOf([join(src, `${program}.ts`)], dirname(program), false),
    ),
  ]);
  removeOthers(join(folder, 'dist'), new Set(made.flatMap(({ metafile }) => Object.keys(metafile.outputs))));
}

/** What others import, and the command. */
function entries(folder, exports) {
  const sources = Object.values(exports).flatMap((target) => target.source ?? []);
  return globSync([...sources, 'src/main.ts'], { cwd: folder }).map((path) => join(folder, path));
}

/** JavaScript of an earlier build. */
function removeOthers(dist, outputs) {
  const current = new Set([...outputs].map((path) => resolve(path)));
  for (const path of globSync('**/*.{js,js.map,json}', { cwd: dist }).map((name) => join(dist, name)))
    if (!current.has(path)) rmSync(path);
}
