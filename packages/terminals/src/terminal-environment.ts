import { firstSize } from './start-pty.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What lets somebody into this server or its hub, or belongs to this process alone. */
const withheld = new Set([
  'JUPYTER_TOKEN',
  'JPY_API_TOKEN',
  'JPY_COOKIE_SECRET',
  'CONFIGPROXY_AUTH_TOKEN',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
  // Of the terminal that the server itself was started from.
  'TMUX',
  'TMUX_PANE',
  'STY',
  'WINDOW',
  'WINDOWID',
  'TERMCAP',
]);

function passes(name: string): boolean {
  return !withheld.has(name) && !name.startsWith('HIMALIA_');
}

/** The environment of a shell: the server's without secrets, and what tells programs about terminal and server. */
export function terminalEnvironment(
  own: Environment,
  server: { readonly root: string | undefined; readonly url: string | undefined },
): Readonly<Record<string, string>> {
  const { rows, columns } = firstSize;
  const all: Environment = {
    ...Object.fromEntries(Object.entries(own).filter(([name]) => passes(name))),
    TERM: 'xterm-256color',
    COLUMNS: String(columns),
    LINES: String(rows),
    PYXTERM_DIMENSIONS: `${columns}x${rows}`,
    JUPYTER_SERVER_ROOT: server.root,
    JUPYTER_SERVER_URL: server.url,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
