import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from '../setup/places.js';

const requirements = ['ipykernel>=6.29', 'jupyter_client>=8.6', 'ipywidgets>=8.1'];
const folder = join(kept, 'venv');
const stamp = join(folder, 'himalia-requirements');

/**
 * A Python with ipykernel for the tests with real kernels: HIMALIA_PYTHON, else a virtual environment of our own, made once.
 * Undefined when there can be none; `steps` then says why.
 * @param {import('./steps.js').Steps} steps
 */
export async function kernelPython(steps) {
  const title = 'a Python with ipykernel';
  if (process.env.HIMALIA_PYTHON) return process.env.HIMALIA_PYTHON;
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (ready(python)) return python;
  const base = ['python3', 'python'].find(
    (name) => spawnSync(name, ['-c', 'import sys; assert sys.version_info >= (3, 9)']).status === 0,
  );
  if (!base) {
    steps.skip(title, 'no python3 (3.9 or later) on this machine, so no tests with ipykernel');
    return undefined;
  }
  rmSync(folder, { recursive: true, force: true });
  const made = await steps.run(`${title}: virtual environment`, base, ['-m', 'venv', folder]);
  const filled =
    made &&
    (await steps.run(`${title}: pip`, python, ['-m', 'pip', 'install', '--quiet', '--no-input', ...requirements]));
  if (!filled) {
    const reason = made
      ? 'pip could not install ipykernel (no network?)'
      : 'venv does not work here (Debian: apt install python3-venv)';
    for (const result of steps.results) if (result.title.startsWith(title)) result.state = 'skipped';
    steps.skip(title, `${reason}, so no tests with ipykernel`);
    return undefined;
  }
  writeFileSync(stamp, requirements.join('\n'));
  return python;
}

function ready(python) {
  return existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === requirements.join('\n');
}
