import { type CompletedOption, type CompletionWords, withOptions } from './completion-words.ts';

/** For a file `_himalia` in a folder of `fpath`, or `source <(himalia completion zsh)` after `compinit`. */
export function zshCompletion({ commands, remixes, options }: CompletionWords): string {
  const described = commands.map(({ name, description }) => quoted(`${name}:${description}`));
  const flags = options.map((option) => `        ${flagOf(option)} \\`);
  const simple = commands.filter(({ name, words }) => !withOptions.includes(name) && words.length > 0);
  return `#compdef himalia
# Completion of himalia for zsh: himalia completion zsh > a folder of $fpath/_himalia
_himalia() {
  local -a commands
  commands=(
${described.map((line) => `    ${line}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  local -a places own
  places=(${remixes.join(' ')})
  case $command in
${commands
  .filter(({ name }) => withOptions.includes(name))
  .map(ownWords)
  .join('\n')}
  esac
  shift words
  (( CURRENT-- ))
  case $command in
    ${withOptions.join('|')})
      _arguments $own \\
${flags.join('\n')}
        '*:word:($places)'
      ;;
${simple.map(({ name, words }) => `    ${name}) _values word ${words.join(' ')} ;;`).join('\n')}
  esac
}
if [[ $funcstack[1] == _himalia ]]; then _himalia "$@"; else compdef _himalia himalia; fi
`;
}

/** What a command that takes a remix and its options takes beside them. */
function ownWords({ name, words }: CompletionWords['commands'][number]): string {
  const flags = words.filter((word) => word.startsWith('-'));
  const places = words.filter((word) => !word.startsWith('-'));
  return `    ${name}) places+=(${places.join(' ')}); own=(${flags.join(' ')}) ;;`;
}

function flagOf({ name, description, value }: CompletedOption): string {
  const text = description.replaceAll(/[[\]:\\]/g, '\\$&');
  if (value === 'none') return quoted(`--${name}[${text}]`);
  const action = value === 'file' ? '_files' : value === 'any' ? '' : `(${value.join(' ')})`;
  return quoted(`--${name}=[${text}]:value:${action}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
