import { overview } from '../command-line/help.ts';
import { bashCompletion } from '../completion/bash.ts';
import { completionWords } from '../completion/completion-words.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { type ExitCode, misused } from '../exit-error.ts';
import { loadAllPlugins } from '../load-plugins.ts';
import { sectionsOf } from '../prepare-server.ts';
import { remixes } from '../remixes.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `himalia completion bash | zsh | fish`: a script for the shell, made of the options of the plugins that are there. */
export async function completionCommand(args: readonly string[]): Promise<ExitCode> {
  const [shell = '', ...more] = args;
  if (!Object.hasOwn(shells, shell) || more.length > 0) throw misused('As in: himalia completion bash, zsh or fish.');
  const { plugins } = await loadAllPlugins();
  const words = completionWords(overview(), remixes, sectionsOf(plugins));
  console.log(shells[shell as keyof typeof shells](words).trimEnd());
  return 0;
}
