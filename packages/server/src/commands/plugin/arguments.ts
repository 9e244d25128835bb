import { optionValues } from '../../command-line/parse-options.ts';
import { misused } from '../../exit-error.ts';

export type Arguments = {
  readonly words: readonly string[];
  readonly json: boolean;
  /** `--port N` */
  readonly port: number | undefined;
  /** `--config FILE` and `--plugin DIR`, as they were given. */
  readonly sources: readonly string[];
};

/** Reads the arguments of `himalia plugin …`. Throws `ExitError` 2 for another number of words, or an unknown option. */
export function readArguments(args: readonly string[], usage: string, words: number): Arguments {
  const valued = ['--config', '--plugin', '--port'];
  const plain: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (valued.includes(arg)) index += 1;
    else if (arg !== '--json' && !valued.some((name) => arg.startsWith(`${name}=`))) plain.push(arg);
  }
  const option = plain.find((arg) => arg.startsWith('-'));
  if (option !== undefined) throw misused(`There is no option ${option}; as in: ${usage}`);
  if (plain.length !== words) throw misused(`As in: ${usage}`);
  return { words: plain, json: args.includes('--json'), port: portOf(args), sources: sourcesOf(args) };
}

function portOf(args: readonly string[]): number | undefined {
  const at = args.findIndex((arg) => arg === '--port' || arg.startsWith('--port='));
  if (at < 0) return undefined;
  const text = args[at]?.startsWith('--port=') ? args[at].slice('--port='.length) : (args[at + 1] ?? '');
  if (!/^\d{1,5}$/.test(text)) throw misused('--port needs the number of a port.');
  return Number(text);
}

function sourcesOf(args: readonly string[]): readonly string[] {
  const named = (name: 'config' | 'plugin') => optionValues(args, name).map((value) => `--${name}=${value}`);
  return [...named('config'), ...named('plugin')];
}
