import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from '../setup/places.js';

/** Real kernels for the tests, and what else pip brings to the front ends. */
export const kernelPython = {
  title: 'a Python with ipykernel',
  variable: 'HIMALIA_PYTHON',
  folder: 'venv',
  requirements: ['ipykernel>=6.29', 'jupyter_client>=8.6', 'ipywidgets>=8.1', 'nbclassic==1.3.3'],
  // Scenes of the browser that need one say so where it is missing.
  extras: ['catppuccin-jupyterlab==0.2.5', 'jupyterlab-language-pack-fr-FR==4.5.post3'],
  without: 'no tests with ipykernel',
};
/** The servers to compare with, apart from the kernels: what they bring to the Jupyter path is not ours. */
export const peerPython = {
  title: 'a real jupyter_server to compare with',
  variable: 'HIMALIA_PEER_PYTHON',
  folder: 'peer',
  requirements: [
    'jupyter_server==2.21.1',
    'jupyterlab==4.6.6',
    'notebook==7.6.5',
    'nbclassic==1.3.3',
    'ipykernel==7.4.0',
  ],
  without: 'jupyter_server is not compared with the contracts',
};

/**
 * The Python of a kind: the one its variable names, else a virtual environment of our own, made once. Undefined when there
 * can be none; `steps` then says why.
 * @param {import('./steps.js').Steps} steps
 * @param {Omit<typeof kernelPython, 'extras'> & { readonly extras?: readonly string[] }} kind
 */
export async function pythonWith(steps, { title, variable, folder, requirements, extras = [], without }) {
  const given = process.env[variable];
  if (given) return given;
  const place = join(kept, folder);
  const python = join(place, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = join(place, 'himalia-requirements');
  const wanted = [...requirements, ...extras].join('\n');
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  const base = ['python3', 'python'].find(
    (name) => spawnSync(name, ['-c', 'import sys; assert sys.version_info >= (3, 9)']).status === 0,
  );
  if (!base) {
    steps.skip(title, `no python3 (3.9 or later) on this machine, so ${without}`);
    return undefined;
  }
  rmSync(place, { recursive: true, force: true });
  const made = await steps.run(`${title}: virtual environment`, base, ['-m', 'venv', place]);
  const install = ['-m', 'pip', 'install', '--quiet', '--no-input'];
  if (made && (await steps.run(`${title}: pip`, python, [...install, ...requirements]))) {
    const failed = extras.filter((extra) => spawnSync(python, [...install, extra]).status !== 0);
    if (failed.length) console.log(`pip could not install ${failed.join(', ')}`);
    writeFileSync(stamp, wanted);
    return python;
  }
  const reason = made
    ? 'pip could not install it (no network?)'
    : 'venv does not work here (Debian: apt install python3-venv)';
  for (const result of steps.results) if (result.title.startsWith(title)) result.state = 'skipped';
  steps.skip(title, `${reason}, so ${without}`);
  return undefined;
}
