import { type CompletedOption, type CompletionWords, withOptions } from './completion-words.ts';

/** For `himalia completion fish | source`. */
export function fishCompletion({ commands, remixes, options }: CompletionWords): string {
  const taking = `__fish_seen_subcommand_from ${withOptions.join(' ')}`;
  const lines = [
    ...commands.map(({ name, description }) => `-n __fish_use_subcommand -a ${name} -d ${quoted(description)}`),
    `-n '${taking}' -a ${quoted(remixes.join(' '))}`,
    ...commands.flatMap(({ name, words }) =>
      words.map((word) => `-n '__fish_seen_subcommand_from ${name}' ${wordOf(word)}`),
    ),
    ...options.map((option) => `-n '${taking}' ${flagOf(option)}`),
  ];
  const all = ['-f', ...lines].map((line) => `complete -c himalia ${line}`);
  return `# Completion of himalia for fish: himalia completion fish | source\n${all.join('\n')}\n`;
}

function wordOf(word: string): string {
  return word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
}

function flagOf({ name, description, value }: CompletedOption): string {
  const about = `-l ${name} -d ${quoted(description)}`;
  if (value === 'none') return about;
  if (value === 'file') return `${about} -r -F`;
  return value === 'any' ? `${about} -x` : `${about} -x -a ${quoted(value.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
