import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { type ExitCode, ExitError, misused } from '../../exit-error.ts';
import { readArguments } from './arguments.ts';
import { templateFiles } from './template.ts';

const usage = 'himalia plugin new NAME, where NAME is as in npm: my-plugin, @acme/my-plugin';
const shared = ['@himalia/core', '@himalia/contracts', '@himalia/protocol', 'himalia'];

/** `himalia plugin new NAME`: writes a plugin that works into a folder of that name. Downloads nothing. */
export function newPlugin(args: readonly string[]): ExitCode {
  const [name = ''] = readArguments(args, usage, 1).words;
  if (!/^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(name)) throw misused(`As in: ${usage}`);
  const short = name.slice(name.indexOf('/') + 1);
  const folder = resolve(short);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new ExitError(1, `${folder} is not empty.`);
  try {
    for (const [path, text] of Object.entries(templateFiles(name, short))) write(join(folder, path), text);
    for (const each of shared) link(each, folder);
  } catch (error) {
    throw new ExitError(1, `The plugin could not be written: ${(error as Error).message}`, { cause: error });
  }
  console.log(`${name} is in ${folder}. Next:

    cd ${short}
    npm test         # starts a server with it and asks it
    npm start        # the same for a browser: /api/${short}/greeting?name=Ada
`);
  return 0;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
}

/** As `npm link` does: editors find the types, and the tests this very Himalia, before anything is published or installed. */
function link(name: string, folder: string): void {
  const target = packageFolder(name);
  if (target === undefined) return;
  const path = join(folder, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
  if (name !== 'himalia' || process.platform === 'win32') return;
  mkdirSync(join(folder, 'node_modules/.bin'));
  symlinkSync('../himalia/bin/himalia.js', join(folder, 'node_modules/.bin/himalia'));
}

function packageFolder(name: string): string | undefined {
  const own = resolve(import.meta.dirname, '../../..'); // below dist as below src
  if (name === 'himalia') return own;
  const paths = createRequire(join(own, 'package.json')).resolve.paths(name) ?? [];
  return paths.map((path) => join(path, name)).find((path) => existsSync(join(path, 'package.json')));
}
