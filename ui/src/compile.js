// Compiles both applications and the themes into the folder given as argument. Runs beside an installed `node_modules`.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { rspack } from '@rspack/core';
import svgToDataUri from 'mini-svg-data-uri';
import { writeEntries } from './entries.js';
import { LicensesPlugin } from './licenses.js';
import { allExtensions, manifest, modules } from './packages.js';
import { sharedModules } from './sharing.js';

const require = createRequire(import.meta.url);
const source = resolve(modules, '../src');
const output = resolve(process.argv[2]);

/** Settings schemas, with the version of the package they came with, as JupyterLab lays them out. */
function copySchemas() {
  for (const name of allExtensions) {
    const { version, jupyterlab = {} } = manifest(name);
    const from = join(modules, name, jupyterlab.schemaDir ?? 'none');
    if (!existsSync(from)) continue;
    const to = join(output, 'schemas', name);
    mkdirSync(to, { recursive: true });
    for (const file of readdirSync(from)) if (file.endsWith('.json')) copyFileSync(join(from, file), join(to, file));
    writeFileSync(join(to, 'package.json.orig'), `${JSON.stringify({ name, version })}\n`);
  }
}

const inlineSvg = { dataUrl: { content: ({ content }) => svgToDataUri(content), mimetype: 'image/svg+xml' } };
const common = {
  mode: 'production',
  context: source,
  cache: false,
  devtool: false,
  performance: { hints: false },
  // Warnings of published packages are nothing that somebody who builds this can act upon.
  ignoreWarnings: [() => true],
};

function application(onLicenses) {
  return {
    ...common,
    target: ['web', 'es2022'],
    entry: { main: ['./page/public-path.js', './page/boot.js'] },
    output: {
      path: join(output, 'static'),
      publicPath: 'auto',
      filename: '[name].[contenthash].js',
      assetModuleFilename: '[name].[contenthash][ext]',
      hashFunction: 'xxhash64',
    },
    externals: ['ws'],
    resolve: {
      fallback: {
        url: false,
        buffer: false,
        crypto: false,
        util: false,
        path: require.resolve('path-browserify'),
        process: require.resolve('process/browser'),
      },
    },
    module: {
      rules: [
        { test: /(?<!\.raw)\.css$/, use: ['style-loader', 'css-loader'], type: 'javascript/auto' },
        { test: /\.raw\.css$|\.txt$|\.md$/, type: 'asset/source' },
        { test: /\.(jpg|png|gif|woff2?|ttf|eot)(\?.*)?$/, type: 'asset/resource' },
        { test: /\.js\.map$/, type: 'asset/resource' },
        { test: /\.svg(\?.*)?$/, issuer: /\.css$/, type: 'asset', generator: inlineSvg },
        { test: /\.svg(\?.*)?$/, issuer: /\.js$/, type: 'asset/source' },
        { test: /\.m?js$/, type: 'javascript/auto' },
        { test: /\.[mc]?js$/, resolve: { fullySpecified: false } },
      ],
    },
    optimization: {
      splitChunks: {
        chunks: 'all',
        cacheGroups: {
          core: {
            test: /[\\/]node_modules[\\/]@(jupyterlab|jupyter-notebook|lumino(?!\/datagrid))[\\/]/,
            name: 'core',
          },
        },
      },
    },
    plugins: [
      new rspack.ProvidePlugin({ process: 'process/browser' }),
      new rspack.container.ModuleFederationPlugin({
        name: 'CORE_FEDERATION',
        library: { type: 'var', name: ['_JUPYTERLAB', 'CORE_LIBRARY_FEDERATION'] },
        shared: sharedModules(),
      }),
      new LicensesPlugin(onLicenses),
    ],
  };
}

/** A theme is one style sheet with everything inside. */
function theme(name) {
  return {
    ...common,
    entry: { index: join(modules, name, manifest(name).jupyterlab.themePath) },
    output: { path: join(output, 'themes', name), filename: '[name].js' },
    module: {
      rules: [
        { test: /\.css$/i, use: [rspack.CssExtractRspackPlugin.loader, 'css-loader'], type: 'javascript/auto' },
        { test: /\.svg/, type: 'asset/inline', generator: inlineSvg },
        { test: /\.(cur|png|jpg|gif|ttf|woff2?|eot)(\?.*)?$/, type: 'asset/inline' },
      ],
    },
    plugins: [new rspack.CssExtractRspackPlugin()],
  };
}

function run(configurations) {
  const compiler = rspack(configurations);
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error) return reject(error);
      const { children } = stats.toJson({ all: false, errors: true, entrypoints: true });
      compiler.close(() => {
        const problems = children.flatMap(({ errors }) => errors.map(({ message }) => message));
        if (problems.length > 0) reject(new Error(problems.slice(0, 5).join('\n')));
        else resolve(children);
      });
    });
  });
}

async function compile() {
  copySchemas();
  writeEntries(source);
  const themes = allExtensions.filter((name) => manifest(name).jupyterlab?.themePath);
  let packages = [];
  const [main] = await run([application((found) => (packages = found)), ...themes.map(theme)]);
  for (const name of themes) rmSync(join(output, 'themes', name, 'index.js'), { force: true });

  const write = (name, value) => writeFileSync(join(output, name), `${JSON.stringify(value)}\n`);
  const scripts = main.entrypoints.main.assets.map(({ name }) => name).filter((name) => name.endsWith('.js'));
  const version = (name) => manifest(name).version;
  write('entry.json', {
    scripts,
    versions: { lab: version('@jupyterlab/application'), notebook: version('@jupyter-notebook/application') },
  });
  write('third-party-licenses.json', { packages });
}

compile().catch(({ message }) => {
  console.error(message);
  process.exit(1);
});
