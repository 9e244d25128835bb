#!/usr/bin/env node
// Builds the front ends into ui/dist, unless what is there was made of the same sources.
// Plain JavaScript for Node 18 and later: it runs before anything else is installed.
import { cpSync, existsSync, readdirSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressFolder } from './compress.js';
import { countLocked, install } from './install.js';
import { run } from './run.js';
import { builtHash, sourceHash } from './stamp.js';
import { openWorkshop } from './workshop.js';

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** rspack needs 20.19, or 22.12 and later; an older Node builds with the one that was installed as a package. */
function modernNode(root) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return process.execPath;
  const own = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  throw new Error(
    `Node ${process.versions.node} is too old to build the front end: it takes 20.19, or 22.12 and later.`,
  );
}

/** Bytes below a folder by kind of file. */
function sizes(folder) {
  const sum = { plain: 0, br: 0, gz: 0, files: 0 };
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const kind = /\.(br|gz)$/.exec(entry.name)?.[1] ?? 'plain';
    const more = entry.isDirectory() ? sizes(path) : { [kind]: statSync(path).size, files: kind === 'plain' ? 1 : 0 };
    for (const [key, value] of Object.entries(more)) sum[key] += value;
  }
  return sum;
}

async function installIn(folder, say) {
  say(`installing ${countLocked(folder)} packages (545 MB, removed afterwards)`);
  const ticks = setInterval(() => say('still installing'), 10_000);
  await install(folder).finally(() => clearInterval(ticks));
}

async function make({ root, ui, folder, hash, say }) {
  for (const name of ['package.json', 'package-lock.json', 'src']) {
    cpSync(join(ui, name), join(folder, name), { recursive: true });
  }
  await installIn(folder, say);
  const out = join(folder, 'dist');
  say('compiling JupyterLab and Notebook');
  await run('Compiling the front end', modernNode(root), [join(folder, 'src/compile.js'), out], { cwd: folder });
  say(`compressing ${megabytes(sizes(out).plain)}`);
  await compressFolder(join(out, 'static'));
  await compressFolder(join(out, 'themes'));
  const size = sizes(out);
  writeFileSync(join(out, 'stamp.json'), `${JSON.stringify({ hash, ...size })}\n`);
  const dist = join(ui, 'dist');
  if (existsSync(dist)) renameSync(dist, join(folder, 'old'));
  renameSync(out, dist);
  return size;
}

/**
 * Makes `ROOT/ui/dist`. Answers false at once when it is current. `progress` gets lines of text.
 * Rejects with a message for people; what was in `dist` before is then untouched.
 */
export async function buildUi({ root, progress = () => {} }) {
  const ui = join(root, 'ui');
  const start = Date.now();
  const say = (text) =>
    progress(`front end, ${String(Math.round((Date.now() - start) / 1000)).padStart(3)} s: ${text}`);
  const hash = sourceHash(ui);
  const stillNeeded = () => builtHash(join(ui, 'dist')) !== hash;
  if (!stillNeeded()) return false;
  const workshop = await openWorkshop(ui, { progress: say, stillNeeded });
  if (!workshop) return false;
  try {
    const { plain, br, gz, files } = await make({ root, ui, folder: workshop.folder, hash, say });
    const kinds = `${megabytes(plain)}, brotli ${megabytes(br)}, gzip ${megabytes(gz)}`;
    say(`built: ${files} files, ${kinds}; removing the packages`);
  } finally {
    workshop.close();
  }
  say('done');
  return true;
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] && realpathSync(process.argv[1]) === here) {
  buildUi({ root: join(here, '../..'), progress: (line) => console.log(line) }).then(
    (built) => built || console.log('front end: nothing to do'),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
