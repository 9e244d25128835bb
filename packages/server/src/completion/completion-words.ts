import type { ConfigSection, Option } from '@himalia/core';
import { OptionNames } from '../command-line/option-names.ts';

export type CompletedCommand = {
  readonly name: string;
  readonly description: string;
  /** Second words and flags that it takes. */
  readonly words: readonly string[];
};
export type CompletedOption = {
  /** Without dashes. */
  readonly name: string;
  readonly description: string;
  readonly value: 'none' | 'file' | 'any' | readonly string[];
};
export type CompletionWords = {
  readonly commands: readonly CompletedCommand[];
  readonly remixes: readonly string[];
  readonly options: readonly CompletedOption[];
};

/** What can be completed; `overview` is the text of `himalia --help`, the one list of the commands. */
export function completionWords(
  overview: string,
  remixes: readonly { readonly name: string }[],
  sections: readonly ConfigSection[],
): CompletionWords {
  return { commands: commandsIn(overview), remixes: remixes.map(({ name }) => name), options: optionsOf(sections) };
}

/** Commands that take a remix and its options; `config` does after its second word. */
export const withOptions: readonly string[] = ['start', 'check', 'config', 'doctor'];

function commandsIn(overview: string): readonly CompletedCommand[] {
  const lines = [...overview.matchAll(/^ {2}himalia ([a-z][\w-]*)(.*?)(?: {2,}(\S.*))?$/gm)];
  const groups = Map.groupBy(lines, ([, name = '']) => name);
  return [...groups].map(([name, group]) => {
    const words = group.flatMap(([, , usage = '']) => wordsIn(usage));
    return { name, description: group[0]?.[3] ?? '', words: [...new Set(words)] };
  });
}

/** Of ` show [REMIX] [--json]`: what is to be typed as it stands. */
function wordsIn(usage: string): readonly string[] {
  return usage.match(/(?<![\w-])(?:--)?[a-z][a-z-]*/g) ?? [];
}

function optionsOf(sections: readonly ConfigSection[]): readonly CompletedOption[] {
  const named = new OptionNames(sections).all.flatMap(({ option }) =>
    [option.flag, ...(option.aliases ?? [])]
      .filter((name) => name !== undefined && !name.includes('.'))
      .map((name = '') => ({ name, description: option.description, value: valuesOf(name, option) })),
  );
  const own: readonly CompletedOption[] = [
    { name: 'config', description: 'A configuration file', value: 'file' },
    { name: 'no-browser', description: 'Do not open a browser', value: 'none' },
    { name: 'debug', description: 'Log everything', value: 'none' },
    { name: 'help', description: 'List the options', value: 'none' },
  ];
  return [...named, ...own].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function valuesOf(name: string, option: Option): CompletedOption['value'] {
  if (option.type === 'boolean') return 'none';
  if (option.enum) return option.enum.map(String);
  return /(dir|file|prefix)$/.test(name) ? 'file' : 'any';
}
