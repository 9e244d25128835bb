import { type CompletedOption, type CompletionWords, withOptions } from './completion-words.ts';

/** For `source <(himalia completion bash)`; works in bash 3.2, which macOS has. */
export function bashCompletion({ commands, remixes, options }: CompletionWords): string {
  const flags = options.map(({ name, value }) => `--${name}${value === 'none' ? '' : '='}`).join(' ');
  const files = options.filter(({ value }) => value === 'file').map(({ name }) => `--${name}`);
  const cases = options.flatMap(choices);
  const words = commands.map((command) => `    ${command.name}) words="${wordsOf(command, remixes).join(' ')}" ;;`);
  return `# Completion of himalia for bash: source <(himalia completion bash)
_himalia() {
  local cur=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD-1]} words=
  # bash takes "=" for a word of its own
  if [[ $cur == "=" ]]; then cur=; elif [[ $option == "=" ]]; then option=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$cur"))
    return
  fi
  case "$option" in
${cases.join('\n')}
    ${files.join('|')}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${words.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "\${COMP_WORDS[1]}" in
      ${withOptions.join('|')}) words="$words ${flags}" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _himalia himalia
`;
}

function wordsOf({ name, words }: CompletionWords['commands'][number], remixes: readonly string[]): readonly string[] {
  return withOptions.includes(name) ? [...words, ...remixes] : words;
}

function choices({ name, value }: CompletedOption): readonly string[] {
  if (typeof value === 'string') return [];
  return [`    --${name}) COMPREPLY=($(compgen -W "${value.join(' ')}" -- "$cur")); return ;;`];
}
