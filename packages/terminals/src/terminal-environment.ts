import { childEnvironment } from '@himalia/core';
import { firstSize } from './start-pty.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Of the terminal that the server itself was started from. */
const ownTerminal: readonly string[] = ['TMUX', 'TMUX_PANE', 'STY', 'WINDOW', 'WINDOWID', 'TERMCAP'];

/** The environment of a shell: the server's without secrets, and what tells programs about terminal and server. */
export function terminalEnvironment(
  own: Environment,
  server: { readonly root: string | undefined; readonly url: string | undefined },
): Readonly<Record<string, string>> {
  const { rows, columns } = firstSize;
  const all: Environment = {
    ...childEnvironment(own),
    ...Object.fromEntries(ownTerminal.map((name) => [name, undefined])),
    TERM: 'xterm-256color',
    COLUMNS: String(columns),
    LINES: String(rows),
    PYXTERM_DIMENSIONS: `${columns}x${rows}`,
    JUPYTER_SERVER_ROOT: server.root,
    JUPYTER_SERVER_URL: server.url,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
