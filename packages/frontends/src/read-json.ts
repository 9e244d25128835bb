import { readFile, stat } from 'node:fs/promises';

/** Files larger than this are not what they should be. */
const largest = 16 * 1024 * 1024;

/** A JSON file as an object; undefined when it is not there. Rejects when it is there and is no JSON object. */
export async function readJson(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  if (found.size > largest) throw new Error(`${path} is too large`);
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!isRecord(value)) throw new Error(`${path} is no JSON object`);
  return value;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is a string, else undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
