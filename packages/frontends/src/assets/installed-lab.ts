import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrontEnd } from '@himalia/contracts/frontends';

/** An application folder without JupyterLab in it. */
export class NoLabError extends Error {
  override readonly name = 'NoLabError';
}

/** The page is a template of the original server; of it only the names of its scripts are of use. */
const script = /<script[^>]*\bsrc="\{\{\s*page_config\.fullStaticUrl\s*\}\}\/([\w.-]+\.js)(?:\?[^"]*)?"/g;

export function scriptsOf(template: string): string[] {
  return [...template.matchAll(script)].flatMap(([, name]) => name ?? []);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new NoLabError(`appDir names no installed JupyterLab: ${(error as Error).message}`, { cause: error });
  }
}

/** JupyterLab as pip or conda installed it, with its `static`, `schemas` and `themes`. */
export function installedLab(appDir: string): FrontEnd {
  const folder = join(appDir, 'static');
  const scripts = scriptsOf(read(join(folder, 'index.html')));
  if (scripts.length === 0) throw new NoLabError(`${join(folder, 'index.html')} names no script that could be loaded`);
  const { jupyterlab = {}, version } = JSON.parse(read(join(folder, 'package.json'))) as {
    jupyterlab?: { version?: string };
    version?: string;
  };
  return { version: jupyterlab.version ?? version ?? '', folder, url: 'static/lab', scripts };
}
