import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readConfigFile } from '../../configuration/config-file.ts';
import { userConfigFolder } from '../../configuration/jupyter-folders.ts';
import { type ExitCode, ExitError } from '../../exit-error.ts';
import type { Environment } from '../../prepare-server.ts';
import { readArguments } from './arguments.ts';
import { type Entry, entryOf, takeInventory } from './inventory.ts';

/** `himalia plugin enable ID`: writes it into the user's `himalia.json`. */
export async function enablePlugin(args: readonly string[], environment: Environment): Promise<ExitCode> {
  return await setPlugin(args, environment, true);
}

/** `himalia plugin disable ID`: also for plugins that come with Himalia. */
export async function disablePlugin(args: readonly string[], environment: Environment): Promise<ExitCode> {
  return await setPlugin(args, environment, false);
}

async function setPlugin(args: readonly string[], environment: Environment, on: boolean): Promise<ExitCode> {
  const { words } = readArguments(args, `himalia plugin ${on ? 'enable' : 'disable'} ID`, 1);
  const [id = ''] = words;
  const folder = userConfigFolder(environment);
  const file = join(folder, 'himalia.json');
  const values = existsSync(file) ? readConfigFile(file).values : {};
  const plugins = typeof values.plugins === 'object' && values.plugins !== null ? { ...values.plugins } : {};
  const named = Object.hasOwn(plugins, id);
  const inventory = await takeInventory(args, environment, id);
  // A plugin may be named by --plugin or have been uninstalled: what is not there can be kept off. Our own are all there.
  const isId = named || (/^[^\s:]+:[a-z0-9-]+$/.test(id) && !id.startsWith('@himalia/'));
  const entry = on || !isId ? entryOf(inventory, id) : undefined;
  if (entry) refuseMisfit(entry);
  refuseCommented(file);
  write(file, { ...values, plugins: { ...plugins, [id]: on } });
  console.log(`${id} is ${on ? 'enabled' : 'disabled'} in ${file}. A server that runs keeps what it has.`);
  if (entry?.from.startsWith(join(process.cwd(), 'node_modules'))) {
    console.log(
      `It is installed in this folder's project: start the server here, or set it up for all (docs/plugins.md).`,
    );
  }
  contradicted(join(folder, 'himalia.yaml'), id, on);
  return 0;
}

function refuseMisfit({ problems }: Entry): void {
  if (problems.length > 0) throw new ExitError(78, `It cannot be enabled:\n  ${problems.join('\n  ')}`);
}

/** `himalia.json` is read as YAML, so it may hold comments, which would be lost. */
function refuseCommented(file: string): void {
  if (!existsSync(file)) return;
  try {
    JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new ExitError(78, `${file} is not plain JSON; edit it by hand, so that nothing of it is lost.`);
  }
}

function contradicted(yaml: string, id: string, on: boolean): void {
  if (!existsSync(yaml)) return;
  const { plugins } = readConfigFile(yaml).values;
  const other: unknown =
    typeof plugins === 'object' && plugins !== null
      ? Object.entries(plugins).find(([key]) => key === id)?.[1]
      : undefined;
  if (other !== undefined && other !== on) console.error(`himalia: ${yaml} says ${id}: ${other}, and overrules it.`);
}

/** Whole or not at all: written beside, flushed, renamed. */
function write(file: string, values: object): void {
  const beside = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const handle = openSync(beside, 'w', 0o600);
    writeSync(handle, `${JSON.stringify(values, null, 2)}\n`);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(beside, file);
  } catch (error) {
    throw new ExitError(1, `${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
