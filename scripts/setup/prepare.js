import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies } from './dependencies.js';
import { explain } from './explain.js';
import { alone } from './lock.js';
import { bringNode } from './node.js';
import { root } from './places.js';
import { beginning, say } from './progress.js';
import { SetupError } from './run.js';

/** The whole set-up. True when everything is in place; otherwise the reason was printed. */
export async function prepare() {
  try {
    await alone(async () => {
      await installDependencies();
      await build(await bringNode());
    });
    say('everything is in place');
    return true;
  } catch (error) {
    const known = error instanceof SetupError ? '' : explain(String(error));
    const text = known === undefined ? error.stack : `${known} ${error.message}`.trim();
    console.error(`\nThe set-up stopped: ${text}`);
    console.error('It can be repeated at any time and goes on where it stopped: npm run setup');
    return false;
  }
}

/** Compiling and bundling want the new Node: a process of their own. */
function build(node) {
  return new Promise((done, fail) => {
    const env = { ...process.env, HIMALIA_SETUP_BEGAN: beginning() };
    const child = spawn(node, [join(root, 'scripts/setup/build.js')], { cwd: root, env, stdio: 'inherit' });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new SetupError('the build failed, see above.'))));
  });
}
