import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest `ui/dist` above a folder; when there is none yet, where the set-up of the project will put it. */
export function findUi(start: string): string {
  let project: string | undefined;
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'ui/dist/entry.json'))) return join(folder, 'ui/dist');
    if (existsSync(join(folder, 'ui/build.js'))) project ??= join(folder, 'ui/dist');
  }
  return project ?? join(start, 'ui/dist');
}
