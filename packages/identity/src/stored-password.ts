import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '@himalia/core';

const name = 'jupyter_server_config.json';
const holders: readonly (readonly [section: string, key: string])[] = [
  ['IdentityProvider', 'hashed_password'],
  ['PasswordIdentityProvider', 'hashed_password'],
  ['ServerApp', 'password'],
];

/** The hash that `jupyter server password` or a login page wrote; `folders` are the configuration path, the first wins. */
export function storedPassword(folders: readonly string[], log: Log): string | undefined {
  for (const folder of folders) {
    const config = readConfig(join(folder, name), log);
    for (const [section, key] of holders) {
      const hash = isObject(config[section]) ? config[section][key] : undefined;
      if (typeof hash === 'string' && hash !== '') return hash;
    }
  }
  return undefined;
}

function readConfig(file: string, log: Log): Record<string, unknown> {
  try {
    const config: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(config)) return config;
    log.warn('A configuration file holds no JSON object and is left out', { file });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn('A configuration file cannot be read and is left out', { file, reason: (error as Error).message });
  }
  return {};
}

/** Writes the hash where Jupyter servers look for it: `IdentityProvider.hashed_password` in a folder's configuration. */
export async function storePassword(folder: string, hash: string): Promise<void> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const target = await realpath(file).catch(() => file);
  const { IdentityProvider: known, ...config } = await configIn(target);
  const section = isObject(known) ? known : {};
  await replace(target, { ...config, IdentityProvider: { ...section, hashed_password: hash } });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function configIn(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const config: unknown = JSON.parse(text);
  if (!isObject(config)) throw new Error(`${file} is no JSON object, so the password was not written`);
  return config;
}

async function replace(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
