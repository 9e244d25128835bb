import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const lock = createRequire(import.meta.url).resolve('pyodide/pyodide-lock.json');
const { info } = JSON.parse(readFileSync(lock, 'utf8')) as { readonly info: { readonly python: string } };

/** Of the Python that the pyodide package holds, such as `3.14.2`. */
export const pythonVersion: string = info.python;
