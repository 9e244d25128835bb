import type { JupyterPaths } from '@himalia/contracts/system';
import { type Finding, ok, wrong } from './finding.ts';

const about = 'front ends';

/** Whether nbclassic is installed. Only a remix without other pages needs it. */
export async function judgeClassicNotebook({ prefixes }: JupyterPaths, needed: boolean): Promise<readonly Finding[]> {
  const { findNbclassic } = await import('@himalia/frontends');
  const found = await findNbclassic(prefixes);
  if (found) return [ok(about, `The classic Notebook ${found.version} is in ${found.folder}.`)];
  if (!needed) return [];
  const where =
    prefixes.length === 0 ? 'There is no Python environment' : `None of these has it: ${prefixes.join(', ')}`;
  const hint = 'pip install nbclassic in one of them, or name another with --python-prefix.';
  return [wrong(about, `The classic Notebook is not installed. ${where}.`, hint)];
}
