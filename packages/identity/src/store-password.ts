import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const name = 'jupyter_server_config.json';

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
