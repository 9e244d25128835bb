/** The second half of the set-up, run by the new Node: compiles the packages and builds the front ends. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, isBundled } from './bundle.js';
import { explain } from './explain.js';
import { kept, root } from './places.js';
import { keepSaying, say } from './progress.js';
import { run, SetupError } from './run.js';

async function compile() {
  if (!existsSync(join(root, 'packages/server/dist/main.js'))) say('compiling the packages (a few seconds)');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  if (!isBundled()) await bundle();
  await keepSaying('compiling', () => run('tsc', process.execPath, [tsc, '-b', '--pretty', 'false']));
}

/** JupyterLab and Notebook, from npm; skipped inside when the same lock file was built before. */
async function buildFrontEnds() {
  const script = join(root, 'ui/build.js');
  if (!existsSync(script)) return say('no front end to build (ui/build.js is missing)');
  const { buildUi } = await import(pathToFileURL(script).href);
  let announced = false;
  const progress = (line) => {
    if (!announced)
      say('building JupyterLab and Notebook, once: 1 to 4 minutes, 600 MB while it builds, 30 MB afterwards');
    announced = true;
    say(line.replace(/^front end, +\d+ s: /, '  '));
  };
  await buildUi({ root, progress });
}

/** `npm test` goes on after an error in the types: it is one of its own steps, and the others say more. */
async function compileOrGoOn() {
  try {
    await compile();
  } catch (error) {
    if (process.env.HIMALIA_TEST !== '1') throw error;
    say('the types are wrong; the step "types" says where');
  }
}

try {
  await compileOrGoOn();
  if (process.env.HIMALIA_SKIP_UI !== '1') await buildFrontEnds();
} catch (error) {
  const text = String(error?.stack ?? error);
  console.error(error instanceof SetupError ? error.message : `${explain(text) ?? ''}\n${text}`);
  console.error(`  (in ${kept}/logs are the full outputs)`);
  process.exitCode = 1;
}
