import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import JSON5 from 'json5';
import { isRecord, readJson } from '../read-json.ts';
import { merge, type Values, withSwitches } from './switches.ts';

/** Told of a file that cannot be read, and why; the others count nevertheless. */
export type Report = (file: string, problem: string) => void;

async function readOr(path: string, read: (path: string) => Promise<Values | undefined>, report: Report) {
  try {
    return await read(path);
  } catch (error) {
    report(path, (error as Error).message);
    return undefined;
  }
}

async function readJson5(path: string): Promise<Values | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value: unknown = JSON5.parse(text);
  if (!isRecord(value)) throw new Error('it is no object');
  return value;
}

async function filesOf(folder: string): Promise<string[]> {
  const parts = await readdir(join(folder, 'page_config.d')).catch(() => []);
  const json = parts.filter((name) => name.endsWith('.json')).sort();
  return [...json.map((name) => join(folder, 'page_config.d', name)), join(folder, 'page_config.json')];
}

/** `labconfig/page_config.d/*.json` and `labconfig/page_config.json` of configuration folders, of which the first wins. */
export async function labconfig(folders: readonly string[], report: Report): Promise<Values> {
  const files = await Promise.all(folders.toReversed().map((folder) => filesOf(join(folder, 'labconfig'))));
  const read = await Promise.all(files.flat().map((file) => readOr(file, readJson, report)));
  return read.reduce<Values>((merged, values) => merge(merged, withSwitches(values ?? {})), {});
}

/** `page_config.json5`, else `page_config.json`, of an application's settings folders. */
export async function applicationConfig(folders: readonly string[], report: Report): Promise<Values> {
  for (const folder of folders) {
    const values =
      (await readOr(join(folder, 'page_config.json5'), readJson5, report)) ??
      (await readOr(join(folder, 'page_config.json'), readJson, report));
    if (values) return withSwitches(values);
  }
  return {};
}
