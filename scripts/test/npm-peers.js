import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from '../setup/places.js';
import { npm } from '../setup/run.js';

/** Programs of another make that kernels and their channels are tested with; no part of Himalia needs them. */
const packages = { jszmq: '0.1.2', deno: '2.9.6', pyright: '1.1.414' };

/**
 * A folder with them in its `node_modules`: the one that HIMALIA_NPM_PEERS names, else one of our own, made once. Undefined when there
 * can be none; `steps` then says why.
 * @param {import('./steps.js').Steps} steps
 */
export async function npmPeers(steps) {
  const given = process.env.HIMALIA_NPM_PEERS;
  if (given) return given;
  const folder = join(kept, 'npm-peers');
  const stamp = join(folder, 'installed');
  const wanted = JSON.stringify({ private: true, dependencies: packages });
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), wanted);
  const title = 'peers from npm: jszmq, Deno, pyright';
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [program, ...first] = npm();
  if (await steps.run(title, program, [...first, ...args])) {
    writeFileSync(stamp, wanted);
    return folder;
  }
  for (const result of steps.results) if (result.title === title) result.state = 'skipped';
  steps.skip(title, 'npm could not install them (no network?), so no tests with them');
  return undefined;
}
