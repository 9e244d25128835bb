import { access } from 'node:fs/promises';
import { join } from 'node:path';

const places = process.platform === 'win32' ? ['python.exe', 'Scripts/python.exe'] : ['bin/python', 'bin/python3'];

/** The interpreter of a Python prefix, if it has one. */
export async function pythonOf(prefix: string): Promise<string | undefined> {
  for (const place of places) {
    const path = join(prefix, place);
    try {
      await access(path);
      return path;
    } catch {
      // not there: the next place
    }
  }
  return undefined;
}
