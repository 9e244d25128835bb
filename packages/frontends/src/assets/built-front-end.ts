import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Application, FrontEnd } from '@himalia/contracts/frontends';

type Entry = { readonly scripts: readonly string[]; readonly versions: Readonly<Record<Application, string>> };

function entryOf(ui: string): Entry | undefined {
  try {
    return JSON.parse(readFileSync(join(ui, 'entry.json'), 'utf8')) as Entry;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${join(ui, 'entry.json')} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** An application of our own build (`ui/build.js`); read anew each time, so that a build is noticed without a restart. */
export function builtFrontEnd(ui: string, application: Application, url: string): FrontEnd | undefined {
  const entry = entryOf(ui);
  if (!entry) return undefined;
  return { version: entry.versions[application], folder: join(ui, 'static'), url, scripts: entry.scripts };
}
