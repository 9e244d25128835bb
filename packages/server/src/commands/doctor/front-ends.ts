import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Finding, ok, wrong } from './finding.ts';
import type { Settings } from './settings.ts';

const about = 'front ends';

/** Whether the pages are there that the remix would serve. */
export async function judgeFrontEnds(settings: Settings): Promise<readonly Finding[]> {
  const appDir = settings.text('frontends', 'appDir');
  if (appDir !== '') {
    if (existsSync(join(appDir, 'static'))) return [ok(about, `JupyterLab is served from ${appDir}.`)];
    return [wrong(about, `${appDir} holds no JupyterLab.`, 'It is PREFIX/share/jupyter/lab of an installation.')];
  }
  const { findUi } = await import('@himalia/frontends');
  const home = dirname(fileURLToPath(import.meta.resolve('@himalia/frontends')));
  const folder = settings.text('frontends', 'uiDir') || findUi(home);
  if (existsSync(join(folder, 'entry.json'))) return [ok(about, `The front ends are in ${folder}.`)];
  return [wrong(about, 'The front ends are not built.', 'npm run setup, or --app-dir of an installed JupyterLab.')];
}
