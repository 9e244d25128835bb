import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { type ConfigSection, coerce, type Option } from '@himalia/core';
import { ExitError } from '../exit-error.ts';
import type { Said } from './said.ts';

const LARGEST = 64 * 1024;
const END = 'File';

/**
 * Every secret option `x` may also be given as `xFile`, the path of a file that holds it: with the flag `--x-file`, and in
 * the environment with `_FILE` behind each of its variables, as containers do.
 */
export function withSecretFiles(sections: readonly ConfigSection[]): readonly ConfigSection[] {
  return sections.map(({ key, options }) => {
    const files = Object.entries(options).flatMap(([name, option]) =>
      option.secret && options[name + END] === undefined ? [[name + END, fileOption(name, option)] as const] : [],
    );
    return files.length === 0 ? { key, options } : { key, options: { ...options, ...Object.fromEntries(files) } };
  });
}

function fileOption(name: string, { flag, env }: Option): Option {
  return {
    type: 'string',
    minLength: 1,
    description: `A file that holds ${name}`,
    ...(flag === undefined ? {} : { flag: `${flag}-file` }),
    ...(env === undefined ? {} : { env: env.map((variable) => `${variable}_FILE`) }),
  };
}

/** The secret option that an option names the file of. */
export function secretOf(sections: readonly ConfigSection[], section: string, key: string): string | undefined {
  if (!key.endsWith(END)) return undefined;
  const name = key.slice(0, -END.length);
  return sections.some((one) => one.key === section && one.options[name]?.secret) ? name : undefined;
}

/** The secret that a file holds, without the line break at its end. Throws `ExitError` 78 without repeating it. */
export function readSecret({ section, key, value, origin }: Said, option: Option): unknown {
  const path = String(value).replace(/^~(?=[/\\])/, homedir());
  const fault = (problem: string): ExitError =>
    new ExitError(78, `E_CONFIG  ${origin}: ${section}.${key}: ${path} ${problem}.`);
  let text: string;
  try {
    if (statSync(path).size > LARGEST) throw fault('is larger than 64 KiB');
    text = readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
  } catch (error) {
    if (error instanceof ExitError) throw error;
    throw fault(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
  }
  if (text.trim() === '') throw fault('is empty');
  const coerced = coerce(option, text);
  if (coerced.problem !== undefined) throw fault(`holds a value that ${coerced.problem}`);
  return coerced.value;
}
